using FinOps.Core.Costs;

namespace FinOps.Core.Efficiency;

/// <summary>The input of a day's calls.</summary>
/// <param name="Day">Days since the epoch.</param>
/// <param name="Requests">All attempts.</param>
public readonly record struct InputDay(int Day, long Requests, long PromptTokens, long ToolTokens, long MemoryTokens, long UnsplitTokens)
{
    public long InputTokens => PromptTokens + ToolTokens + MemoryTokens + UnsplitTokens;

    public static InputDay Of(int day, CostMeasures m)
    {
        ArgumentNullException.ThrowIfNull(m);
        return new(day, m.Requests, m.PromptTokens, m.ToolTokens, m.MemoryTokens, m.UnsplitTokens);
    }
}

/// <summary>How the input of a call grew: a straight line through the averages of the days, each weighed by its calls.</summary>
/// <param name="TokensPerCall">Average over all days.</param>
/// <param name="FirstTokensPerCall">What the line says for the first day.</param>
/// <param name="LastTokensPerCall">What the line says for the last day.</param>
/// <param name="PerWeek">The growth in a week, as a share of the average: 0.05 is 5 % a week.</param>
/// <param name="Layer">The layer that grew most: <c>prompt</c>, <c>tool</c>, <c>memory</c> or <c>unsplit</c>; null where nothing grew.</param>
public sealed record PromptGrowth(double TokensPerCall, double FirstTokensPerCall, double LastTokensPerCall, double PerWeek, string? Layer)
{
    /// <summary>Fewer days with calls tell no trend.</summary>
    public const int FewestDays = 10;

    /// <summary>The trend of some days in any order; null where fewer than <see cref="FewestDays"/> of them have calls, or where they have no input.</summary>
    public static PromptGrowth? Of(IEnumerable<InputDay> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var used = days.Where(d => d.Requests > 0).OrderBy(d => d.Day).ToList();
        var calls = (double)used.Sum(d => d.Requests);
        var mean = calls == 0 ? 0 : used.Sum(d => (double)d.InputTokens) / calls;
        if (used.Count < FewestDays || mean == 0)
        {
            return null;
        }

        var middle = used.Sum(d => (double)d.Requests * d.Day) / calls;
        var spread = used.Sum(d => d.Requests * (d.Day - middle) * (d.Day - middle));
        double Slope(Func<InputDay, long> tokens) => used.Sum(d => (d.Day - middle) * tokens(d)) / spread;
        var slope = Slope(d => d.InputTokens);
        (string Layer, double Slope)[] layers =
            [("prompt", Slope(d => d.PromptTokens)), ("tool", Slope(d => d.ToolTokens)), ("memory", Slope(d => d.MemoryTokens)), ("unsplit", Slope(d => d.UnsplitTokens))];
        var most = layers.MaxBy(l => l.Slope);
        return new PromptGrowth(
            mean, mean + (slope * (used[0].Day - middle)), mean + (slope * (used[^1].Day - middle)), slope * 7 / mean, most.Slope > 0 ? most.Layer : null);
    }
}
