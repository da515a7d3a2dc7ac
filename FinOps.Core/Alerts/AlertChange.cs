namespace FinOps.Core.Alerts;

/// <summary>A fault of a draft, at its field.</summary>
public sealed record AlertFault(string Field, string Message);

/// <summary>What became of a change.</summary>
public abstract record AlertChange
{
    private AlertChange()
    {
    }

    /// <param name="NewSecret">A secret that was made; shown this once.</param>
    public sealed record Saved(int Id, int Version, string? NewSecret = null) : AlertChange;

    public sealed record Invalid(IReadOnlyList<AlertFault> Faults) : AlertChange;

    /// <summary>Somebody else changed it meanwhile.</summary>
    public sealed record Conflict(string ChangedBy, long ChangedAtMicros) : AlertChange;

    public sealed record Missing : AlertChange;
}
