namespace FinOps.Core.Releases;

/// <summary>A feature was released: what it costs may change on purpose from then on.</summary>
public sealed class Release
{
    public int Id { get; set; }

    /// <summary>The id of the feature's <see cref="Data.Dimension"/>.</summary>
    public int FeatureId { get; set; }
    public long AtMicros { get; set; }

    /// <summary>What was released.</summary>
    public string Note { get; set; } = "";

    /// <summary>Who put it on record.</summary>
    public string RecordedBy { get; set; } = "";
    public long RecordedAtMicros { get; set; }
}

/// <summary>Somebody has seen that a feature changed without a release, and says what it is about.</summary>
public sealed class UpgradeAcknowledgment
{
    public int Id { get; set; }
    public int FeatureId { get; set; }

    /// <summary>The first day of the change, in days since the epoch.</summary>
    public int FirstDay { get; set; }
    public string Note { get; set; } = "";
    public string By { get; set; } = "";
    public long AtMicros { get; set; }
}

/// <summary>A release to put on record.</summary>
/// <param name="Feature">The feature's key, as in the usage.</param>
/// <param name="AtUtc">When it went live; null for now.</param>
/// <param name="Note">What was released.</param>
public sealed record ReleaseDraft(string Feature, DateTime? AtUtc, string Note);

/// <summary>A fault of a draft, at its field.</summary>
public sealed record ReleaseFault(string Field, string Message);

/// <summary>What became of a change to releases.</summary>
public abstract record ReleaseChange
{
    private ReleaseChange()
    {
    }

    public sealed record Saved(int Id) : ReleaseChange;

    public sealed record Invalid(IReadOnlyList<ReleaseFault> Faults) : ReleaseChange;

    /// <summary>There is no such release any more.</summary>
    public sealed record Missing : ReleaseChange;
}
