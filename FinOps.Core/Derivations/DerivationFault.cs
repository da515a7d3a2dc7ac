namespace FinOps.Core.Derivations;

/// <summary>Days that a derivation could not work out, and why; kept until it can.</summary>
public sealed class DerivationFault
{
    /// <summary>How much of a reason is kept.</summary>
    public const int MostText = 500;

    /// <summary>The derivation, see <see cref="IDayDerivation.Name"/>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The first and the last of the days, in UTC days since the epoch.</summary>
    public int FirstDay { get; set; }
    public int LastDay { get; set; }

    public string Reason { get; set; } = "";

    /// <summary>Since when it fails.</summary>
    public long SinceMicros { get; set; }
}
