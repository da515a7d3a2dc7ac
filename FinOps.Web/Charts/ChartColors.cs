namespace FinOps.Web.Charts;

/// <summary>The colors of series. Layers look the same on every chart; other series take eight hues in a fixed order.</summary>
public static class ChartColors
{
    private static readonly string[] Light = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7A5AF8", "#6B7280"];
    private static readonly string[] Dark = ["#3B9BD9", "#E69F00", "#1FB98C", "#D98FB8", "#7CC7F2", "#EB7A33", "#A594FB", "#9CA3AF"];

    /// <summary>How many series keep a color of their own; the rest are drawn together as "other".</summary>
    public const int Distinct = 7;

    public static string Other(bool isDark) => isDark ? "#667085" : "#98A2B3";

    public static string Of(int index, bool isDark) => index < Distinct ? (isDark ? Dark : Light)[index] : Other(isDark);

    /// <summary>The color of a layer by its key; null when the key is no layer.</summary>
    public static string? OfLayer(string key, bool isDark) => key switch
    {
        "prompt" => isDark ? "#3B9BD9" : "#0072B2",
        "tool" => "#E69F00",
        "memory" => isDark ? "#1FB98C" : "#009E73",
        "response" => isDark ? "#D98FB8" : "#CC79A7",
        "unsplit" => "#98A2B3",
        _ => null,
    };
}
