using FinOps.Core.Anomalies;

namespace FinOps.Core.Incidents;

/// <summary>How far an incident has come. The numbers are stored.</summary>
public enum IncidentState : byte
{
    /// <summary>Nobody has said that they look into it.</summary>
    Open = 0,
    Acknowledged = 1,

    /// <summary>Spend is usual again, or a person said that it is over.</summary>
    Resolved = 2,
}

/// <summary>What a person says it was; decides what its hours teach. The numbers are stored.</summary>
public enum IncidentVerdict : byte
{
    None = 0,

    /// <summary>Wrong, and not to be learned from.</summary>
    Abuse = 1,

    /// <summary>The new level is usual from now on.</summary>
    Growth = 2,

    /// <summary>Known beforehand: no incident until it is over, and known again when it comes back on the same day of the month.</summary>
    Planned = 3,

    /// <summary>Nothing was wrong: its hours are as good as any other.</summary>
    FalseAlarm = 4,
}

/// <summary>
/// Spend of a scope that its own past does not explain. One is open for a scope at most. Figures are kept up to date while it is open; money is
/// nano-USD, hours are counted since the epoch.
/// </summary>
public sealed class Incident
{
    public int Id { get; set; }
    public int ScopeId { get; set; }

    /// <summary>The scope while it is open, null afterwards: unique, so that no two are open for a scope.</summary>
    public int? OpenScopeId { get; set; }

    /// <summary>The incident that explains this one; such a one is neither listed nor told.</summary>
    public int? ParentId { get; set; }
    public ScopeKind Kind { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public int ModelId { get; set; }
    public IncidentState State { get; set; }

    /// <summary>The worst that its buckets were judged.</summary>
    public AnomalyVerdict Tier { get; set; }
    public DetectorKind Method { get; set; }

    /// <summary>Whether hours or the day so far opened it.</summary>
    public SeriesGrain Grain { get; set; }
    public int FromHour { get; set; }

    /// <summary>The first hour that was usual again; null while it is open.</summary>
    public int? ToHour { get; set; }

    /// <summary>Spend since <see cref="FromHour"/>, and what was expected of the same time.</summary>
    public long SpentNanos { get; set; }
    public long ExpectedNanos { get; set; }

    /// <summary>Spend an hour, now; what is expected of an hour, and where the usual range begins and ends.</summary>
    public long RateNanos { get; set; }
    public long ExpectedRateNanos { get; set; }
    public long LowRateNanos { get; set; }
    public long HighRateNanos { get; set; }

    /// <summary>The highest z_eq of its buckets, and the same without the calibration.</summary>
    public double ZEq { get; set; }
    public double ZRaw { get; set; }

    /// <summary>The newest z_eq.</summary>
    public double LatestZEq { get; set; }

    /// <summary>Excess when somebody was told last, so that a doubled one is told again.</summary>
    public long ToldExcessNanos { get; set; }

    /// <summary>Usual hours in a row, up to <see cref="CalmHour"/>.</summary>
    public int CalmHours { get; set; }
    public int CalmHour { get; set; }

    /// <summary>What explains the excess, as JSON of <see cref="Contributor"/>s; empty until it is worked out.</summary>
    public string Contributors { get; set; } = "";
    public IncidentVerdict Verdict { get; set; }
    public string AssignedTo { get; set; } = "";
    public long OpenedAtMicros { get; set; }
    public long UpdatedAtMicros { get; set; }
    public long? ResolvedAtMicros { get; set; }

    /// <summary>When people were asked whether the level is the new usual one.</summary>
    public long? AskedAtMicros { get; set; }

    /// <summary>When the kill switch looked at it, whatever it did; it does so once.</summary>
    public long? SwitchedAtMicros { get; set; }

    /// <summary>Counts changes by people, so that two who act at once notice.</summary>
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }

    public long ExcessNanos => SpentNanos - ExpectedNanos;

    /// <summary>What it burns an hour beyond expectation, now.</summary>
    public long BurnNanos => RateNanos - ExpectedRateNanos;
}

/// <summary>What happened to an incident. The numbers are stored.</summary>
public enum IncidentEventKind : byte
{
    Opened = 1,
    Worsened = 2,
    Acknowledged = 3,
    Assigned = 4,
    Commented = 5,
    Contained = 6,
    Resolved = 7,
    Judged = 8,

    /// <summary>It lasts so long that people were asked whether it is the new usual level.</summary>
    Asked = 9,
}

/// <summary>A line of an incident's timeline; only ever added.</summary>
public sealed class IncidentEvent
{
    public int Id { get; set; }
    public int IncidentId { get; set; }
    public IncidentEventKind Kind { get; set; }
    public long AtMicros { get; set; }

    /// <summary>Who did it; the program itself writes "FinOps".</summary>
    public string By { get; set; } = "";
    public string Text { get; set; } = "";
}

/// <summary>A score that an incident rests on; replaced as long as its bucket grows.</summary>
public sealed class IncidentScore
{
    public int IncidentId { get; set; }
    public SeriesGrain Grain { get; set; }

    /// <summary>Hours or days since the epoch.</summary>
    public int Period { get; set; }
    public long Nanos { get; set; }
    public long ExpectedNanos { get; set; }
    public long LowNanos { get; set; }
    public long HighNanos { get; set; }
    public double ZRaw { get; set; }
    public double ZEq { get; set; }
    public DetectorKind Method { get; set; }
    public long AtMicros { get; set; }
}

/// <summary>The past from which the scores of a day were worked out, so that anybody can work them out again.</summary>
public sealed class IncidentInput
{
    public int IncidentId { get; set; }
    public SeriesGrain Grain { get; set; }

    /// <summary>Days since the epoch; the past ends before it.</summary>
    public int Day { get; set; }

    /// <summary>See <see cref="HistoryCodec"/>.</summary>
    public byte[] Past { get; set; } = [];
}
