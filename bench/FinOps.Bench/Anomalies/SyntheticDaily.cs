using FinOps.Core.Anomalies;

namespace FinOps.Bench.Anomalies;

/// <summary>What the daily detector and the default rule make of made-up tenants.</summary>
/// <param name="FalsePerYear">Kills without a cause per tenant and year, of tenants without a batch.</param>
/// <param name="FalsePerYearOfAll">The same of all tenants.</param>
/// <param name="FalsePerYearWithBatch">The same of those with a batch alone.</param>
/// <param name="Found3">Share of days of three times their spend that kill.</param>
/// <param name="FoundAgain">Share of days of ten times their spend that kill three days after another one.</param>
internal sealed record SyntheticDaily(double FalsePerYear, double FalsePerYearOfAll, double FalsePerYearWithBatch, double Found3, double Found5, double Found10, double FoundAgain)
{
    private const int FirstCounted = 60;
    private const int FirstBurst = 150;
    private const int LastBurst = 180;
    private const int Apart = 3;
    private static readonly DailyDetector Detector = new();

    public static SyntheticDaily Run(int tenants, int seed)
    {
        var random = new Random(seed);
        var (kills, batchKills, days, batchDays) = (0, 0, 0, 0);
        Span<int> found = stackalloc int[4];
        for (var t = 0; t < tenants; t++)
        {
            var tenant = SyntheticDays.Make(random);
            var wrong = FalseKills(tenant);
            (kills, days) = tenant.HasBatch ? (kills, days) : (kills + wrong, days + SyntheticDays.Count - FirstCounted);
            (batchKills, batchDays) = tenant.HasBatch ? (batchKills + wrong, batchDays + SyntheticDays.Count - FirstCounted) : (batchKills, batchDays);
            Burst(tenant, random.Next(FirstBurst, LastBurst), found);
        }

        return new SyntheticDaily(
            PerYear(kills, days), PerYear(kills + batchKills, days + batchDays), PerYear(batchKills, batchDays),
            found[0] / (double)tenants, found[1] / (double)tenants, found[2] / (double)tenants, found[3] / (double)tenants);
    }

    private static double PerYear(int kills, int days) => days == 0 ? 0 : kills * 365.0 / days;

    private static int FalseKills(SyntheticDays tenant)
    {
        var (history, episode, kills) = (new SeriesHistory(Detector.WindowBuckets), default(Episode), 0);
        for (var i = 0; i < SyntheticDays.Count; i++)
        {
            (episode, var change) = episode.Add(Detector.Learn(history).Score(tenant.First + i, tenant.Nanos[i]), SeriesGrain.Day, AnomalyRule.Default);
            kills += i >= FirstCounted && change == EpisodeChange.Escalated ? 1 : 0;
            history.Add(tenant.First + i, tenant.Nanos[i], episode.IsOpen ? BucketUse.SetAside : BucketUse.Learned);
        }

        return kills;
    }

    private static void Burst(SyntheticDays tenant, int at, Span<int> found)
    {
        var history = new SeriesHistory(Detector.WindowBuckets);
        var episode = default(Episode);
        for (var i = 0; i <= at + Apart; i++)
        {
            var baseline = Detector.Learn(history);
            var nanos = tenant.Nanos[i] * (i == at || i == at + Apart ? 10 : 1);
            if (i == at)
            {
                found[0] += IsKill(baseline, tenant, i, 3);
                found[1] += IsKill(baseline, tenant, i, 5);
                found[2] += IsKill(baseline, tenant, i, 10);
            }

            found[3] += i == at + Apart ? IsKill(baseline, tenant, i, 10) : 0;
            (episode, _) = episode.Add(baseline.Score(tenant.First + i, nanos), SeriesGrain.Day, AnomalyRule.Default);
            history.Add(tenant.First + i, nanos, episode.IsOpen ? BucketUse.SetAside : BucketUse.Learned);
        }
    }

    private static int IsKill(SeriesBaseline baseline, SyntheticDays tenant, int i, int times) =>
        AnomalyRule.Default.Judge(baseline.Score(tenant.First + i, tenant.Nanos[i] * times)) == AnomalyVerdict.Kill ? 1 : 0;
}
