namespace FinOps.Core.Derivations;

/// <summary>That a derivation has worked a UTC day out, and from what: while the fingerprint of the day stays the same, so do its rows.</summary>
public sealed class DerivedDay
{
    /// <summary>The derivation, see <see cref="IDayDerivation.Name"/>.</summary>
    public string Name { get; set; } = "";

    /// <summary>UTC days since the epoch.</summary>
    public int Day { get; set; }

    /// <summary>A hash of all that the day's rows depend on, read before the records were.</summary>
    public long Fingerprint { get; set; }

    public long DerivedAtMicros { get; set; }
}
