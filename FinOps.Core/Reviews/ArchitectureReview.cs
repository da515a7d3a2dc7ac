namespace FinOps.Core.Reviews;

/// <summary>How far a review has come. The numbers are stored.</summary>
public enum ReviewState
{
    /// <summary>Nobody has taken it up.</summary>
    Open = 0,

    /// <summary>Somebody looks into it.</summary>
    InReview = 1,

    /// <summary>The cost is known and wanted as it is.</summary>
    Accepted = 2,

    /// <summary>The feature was changed and is below the limit, or will be.</summary>
    Resolved = 3,
}

/// <summary>
/// A feature costs more per user session than a feature should, so its design is to be looked at. Raised once a feature; one that was accepted or
/// resolved opens again when the feature gets worse.
/// </summary>
public sealed class ArchitectureReview
{
    public int Id { get; set; }

    /// <summary>The id of the feature's <see cref="Data.Dimension"/>.</summary>
    public int FeatureId { get; set; }
    public ReviewState State { get; set; }

    /// <summary>Who takes care, as people write it: a name or an address; empty while nobody does.</summary>
    public string Owner { get; set; } = "";
    public string Note { get; set; } = "";

    /// <summary>When it was raised first.</summary>
    public long RaisedAtMicros { get; set; }

    /// <summary>Cost of a session when it was raised, or opened again last, in nano-USD.</summary>
    public long RaisedNanos { get; set; }

    /// <summary>Cost of a session when it was accepted or resolved, in nano-USD; null while it is neither.</summary>
    public long? SettledNanos { get; set; }

    /// <summary>How often it was opened again.</summary>
    public int Reopened { get; set; }

    /// <summary>Cost of a session when it was looked at last, in nano-USD, and of how many sessions.</summary>
    public long LatestNanos { get; set; }
    public long LatestSessions { get; set; }

    /// <summary>The last day of the days that were looked at, in days since the epoch.</summary>
    public int LatestDay { get; set; }

    /// <summary>Counts changes by people, so that two who edit at once notice.</summary>
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}
