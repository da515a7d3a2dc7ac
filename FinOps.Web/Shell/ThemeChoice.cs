namespace FinOps.Web.Shell;

/// <summary>What a person chose for the look; kept in a cookie that the first paint reads.</summary>
public static class ThemeChoice
{
    public const string Cookie = "theme";
    public const string System = "system";
    public const string Light = "light";
    public const string Dark = "dark";

    /// <summary>The choice a cookie holds; anything else follows the system.</summary>
    public static string Parse(string? cookie) => cookie is Light or Dark ? cookie : System;
}
