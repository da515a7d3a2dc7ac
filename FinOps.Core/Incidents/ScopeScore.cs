using FinOps.Core.Anomalies;

namespace FinOps.Core.Incidents;

/// <summary>What the newest buckets of a scope say: the current hour so far, the two before it, and the day so far.</summary>
internal sealed record ScopeScore(SpendScope Scope, ScoreRule Rule, AnomalyScore Earlier, AnomalyScore Last, AnomalyScore Now, AnomalyScore Day)
{
    /// <summary>So many of the last three hours must be out of the usual, unless one is far out.</summary>
    private const int HoursThatAgree = 2;

    /// <summary>What the hours say together: one that is a little out of the usual wakes nobody.</summary>
    public AnomalyVerdict HourVerdict
    {
        get
        {
            var judged = new Episode { Earlier = Earlier, Last = Last }.JudgeHours(Now, Rule.Rule);
            if (judged < AnomalyVerdict.Alert && Last.IsScored)
            {
                // The current hour has only begun; what its predecessors say stands until it says otherwise.
                judged = new Episode { Last = Earlier }.JudgeHours(Last, Rule.Rule);
            }

            var agree = new[] { Earlier, Last, Now }.Count(s => s.IsScored && s.Z > Rule.Rule.AlertZ);
            var isFarOut = new[] { Last, Now }.Any(s => Rule.Rule.Judge(s) == AnomalyVerdict.Kill);
            return judged == AnomalyVerdict.Alert && agree < HoursThatAgree && !isFarOut ? AnomalyVerdict.Normal : judged;
        }
    }

    public AnomalyVerdict DayVerdict => Day.Nanos < Rule.FloorNanos ? AnomalyVerdict.Normal : Rule.Rule.Judge(Day);

    /// <summary>The worse of both.</summary>
    public AnomalyVerdict Verdict => (AnomalyVerdict)Math.Max((int)HourVerdict, (int)DayVerdict);

    public SeriesGrain Grain => HourVerdict >= AnomalyVerdict.Alert ? SeriesGrain.Hour : SeriesGrain.Day;

    /// <summary>The highest of the newest scores, calibrated and raw.</summary>
    public (double ZEq, double ZRaw) Peak => new[] { Last, Now, Day }.Where(s => s.IsScored).Select(s => (s.Z, s.RawZ)).DefaultIfEmpty().MaxBy(s => s.Item1);
}
