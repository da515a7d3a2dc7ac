namespace FinOps.Core.Anomalies;

internal static class Grains
{
    public static int BucketsPerDay(SeriesGrain grain) => grain == SeriesGrain.Hour ? 24 : 1;
}

internal static class RecentValues
{
    /// <summary>Spend of the learned ones among the last buckets, from the last accepted level on where there is one, oldest first, in nano-USD.</summary>
    public static double[] Of(SeriesHistory past, int buckets)
    {
        ArgumentNullException.ThrowIfNull(past);
        var kept = Math.Min(past.Count, buckets);
        var nanos = past.Nanos[^kept..];
        var uses = past.Uses[^kept..];
        var skip = past.LevelFrom is { } from ? Math.Clamp(from - (past.End - kept), 0, kept) : 0;
        var values = new List<double>(kept);
        for (var i = skip; i < kept; i++)
        {
            if (uses[i] == BucketUse.Learned)
            {
                values.Add(Math.Max(nanos[i], 0));
            }
        }

        return [.. values];
    }
}
