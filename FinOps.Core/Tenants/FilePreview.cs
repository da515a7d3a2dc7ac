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
/// <param name="Changes">The fields that change.</param>
/// <param name="Faults">Why it cannot be taken over; empty otherwise.</param>
public sealed record PreviewLine(int Line, string Key, LineEffect Effect, IReadOnlyList<FieldChange> Changes, IReadOnlyList<TenantFault> Faults)
{
    /// <summary>In words, for people.</summary>
    public string Text => Effect == LineEffect.Wrong
        ? string.Join(" ", Faults.Select(f => f.Field.Length == 0 ? f.Message : $"{f.Field}: {f.Message}"))
        : string.Join(", ", Changes.Select(c => c switch
        {
            { Before: "" } => $"{c.Field} {c.After}",
            { After: "" } => $"{c.Field} no longer {c.Before}",
            _ => $"{c.Field} {c.Before} → {c.After}",
        }));

    /// <summary>A line that is refused by an editor.</summary>
    internal static PreviewLine Refused(int line, string key, TenantEdit refusal) => new(line, key, LineEffect.Wrong, [], refusal switch
    {
        TenantEdit.Invalid invalid => [.. invalid.Faults.Select(f => f with { Field = TermsFields.ColumnOf(f.Field) })],
        TenantEdit.Conflict conflict => [new TenantFault("", conflict.Message)],
        TenantEdit.NotFound none => [new TenantFault("tenant", none.Message)],
        _ => [],
    });
}

/// <summary>What a file would do, line by line, or did.</summary>
/// <param name="Fault">Why the whole file cannot be read; then there are no lines.</param>
/// <param name="IsStored">True once the good lines are stored.</param>
public sealed record FilePreview(IReadOnlyList<PreviewLine> Lines, TenantFault? Fault, bool IsStored)
{
    public int Count(LineEffect effect) => Lines.Count(l => l.Effect == effect);

    /// <summary>Whether storing it would change anything.</summary>
    public bool HasChanges => Lines.Any(l => l.Effect is LineEffect.New or LineEffect.Changed);
}
