using FinOps.Core.Anomalies;

namespace FinOps.Bench.Anomalies;

/// <summary>What the hourly detector and the default rule make of made-up tenants.</summary>
/// <param name="FalsePerYear">Kills without a cause per tenant and year.</param>
/// <param name="SinglePerYear">Single hours beyond the kill score, of which two of three are needed.</param>
/// <param name="Found">Share of runaways of ten times the calls that kill within a day.</param>
/// <param name="DelayP50">Hours until half of those that are found are.</param>
/// <param name="DelayP95">The same of nineteen of twenty.</param>
internal sealed record SyntheticHourly(double FalsePerYear, double SinglePerYear, double Found, int DelayP50, int DelayP95)
{
    private const int FirstCounted = 28 * 24;
    private const int FirstRunaway = 45 * 24;
    private const int LastRunaway = 70 * 24;
    private const int Longest = 24;
    private static readonly HourlyDetector Detector = new();

    public static SyntheticHourly Run(int tenants, int seed)
    {
        var random = new Random(seed);
        var (kills, singles, hours) = (0, 0, 0);
        var delays = new List<int>();
        for (var t = 0; t < tenants; t++)
        {
            var tenant = new SyntheticHours(random);
            var history = new SeriesHistory(Detector.WindowBuckets);
            var at = random.Next(FirstRunaway, LastRunaway);
            var (killed, single) = Calm(tenant, history, at);
            (kills, singles, hours) = (kills + killed, singles + single, hours + at - FirstCounted);
            if (Runaway(tenant, history, at) is { } delay)
            {
                delays.Add(delay);
            }
        }

        delays.Sort();
        return new SyntheticHourly(
            kills * 8_766.0 / hours, singles * 8_766.0 / hours, delays.Count / (double)tenants, delays[delays.Count / 2], delays[delays.Count * 95 / 100]);
    }

    private static (int Kills, int Singles) Calm(SyntheticHours tenant, SeriesHistory history, int hours)
    {
        var (episode, baseline, kills, singles) = (default(Episode), SeriesBaseline.None, 0, 0);
        for (var i = 0; i < hours; i++)
        {
            baseline = i % 24 == 0 ? Detector.Learn(history) : baseline;
            var nanos = tenant.Spend(tenant.First + i, 1);
            var score = baseline.Score(tenant.First + i, nanos);
            (episode, var change) = episode.Add(score, SeriesGrain.Hour, AnomalyRule.Default);
            kills += i >= FirstCounted && change == EpisodeChange.Escalated ? 1 : 0;
            singles += i >= FirstCounted && AnomalyRule.Default.Judge(score) == AnomalyVerdict.Kill ? 1 : 0;
            history.Add(tenant.First + i, nanos, episode.IsOpen ? BucketUse.SetAside : BucketUse.Learned);
        }

        return (kills, singles);
    }

    /// <summary>How many hours it takes until a runaway kills; null when a day does not do.</summary>
    private static int? Runaway(SyntheticHours tenant, SeriesHistory history, int at)
    {
        var (episode, baseline) = (default(Episode), SeriesBaseline.None);
        for (var i = at; i < at + Longest; i++)
        {
            baseline = i == at || i % 24 == 0 ? Detector.Learn(history) : baseline;
            var nanos = tenant.Spend(tenant.First + i, 10);
            (episode, var change) = episode.Add(baseline.Score(tenant.First + i, nanos), SeriesGrain.Hour, AnomalyRule.Default);
            if (change == EpisodeChange.Escalated)
            {
                return i - at + 1;
            }

            history.Add(tenant.First + i, nanos, episode.IsOpen ? BucketUse.SetAside : BucketUse.Learned);
        }

        return null;
    }
}
