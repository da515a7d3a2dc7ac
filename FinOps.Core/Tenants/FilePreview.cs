namespace FinOps.Core.Tenants;

/// <summary>What a line of a file would do.</summary>
public enum LineEffect
{
    /// <summary>Adds something that is not there yet.</summary>
    New,

    /// <summary>Changes something that is there.</summary>
    Changed,

    /// <summary>Says what is there already.</summary>
    Unchanged,

    /// <summary>Cannot be taken over.</summary>
    Wrong,
}

/// <summary>A line of a file and what it would do, or did.</summary>
/// <param name="Line">Counted from 1, header included.</param>
/// <param name="Key">The tenant it is about; empty when that cannot be read.</param>
/// <param name="Text">In words, for people.</param>
public sealed record PreviewLine(int Line, string Key, LineEffect Effect, string Text, IReadOnlyList<TenantFault> Faults);

/// <summary>What a file would do, line by line, or did.</summary>
/// <param name="Fault">Why the whole file cannot be read; then there are no lines.</param>
public sealed record FilePreview(IReadOnlyList<PreviewLine> Lines, TenantFault? Fault)
{
    public int Count(LineEffect effect) => Lines.Count(l => l.Effect == effect);
}
