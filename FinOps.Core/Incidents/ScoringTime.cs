using FinOps.Core.Data;

namespace FinOps.Core.Incidents;

/// <summary>The moment of a pass.</summary>
internal readonly record struct ScoringTime(long Micros)
{
    /// <summary>The hour that has begun, in hours since the epoch.</summary>
    public int Hour => Instants.ToHour(Micros);

    public int Day => Instants.ToDay(Micros);

    /// <summary>How much of the hour has passed, in minutes.</summary>
    public int Minute => (int)(Micros % Instants.MicrosPerHour / NewSpend.MicrosPerMinute);

    /// <summary>How much of the hour has passed, from 0 to 1.</summary>
    public decimal PartOfHour => (decimal)(Micros % Instants.MicrosPerHour) / Instants.MicrosPerHour;

    /// <summary>This moment, or the last one of an hour when that is earlier.</summary>
    public ScoringTime UpTo(int hour) => new(Math.Min(Micros, ((hour + 1) * Instants.MicrosPerHour) - 1));
}

/// <summary>What a pass found, and what is needed to make incidents of it.</summary>
/// <param name="Version">The mark's version, which must still hold when the incidents are written.</param>
internal sealed record ScoringPass(IReadOnlyDictionary<int, ScopeScore> Scores, ScoringTime Now, bool IsFull, long Version, SpendSeries Series);
