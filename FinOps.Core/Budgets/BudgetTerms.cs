namespace FinOps.Core.Budgets;

/// <summary>The names that a budget is limited to; empty for any.</summary>
public sealed record BudgetScope(string Feature, string Tenant, string Team, string Model, string Environment)
{
    public static readonly BudgetScope Any = new("", "", "", "", "");

    /// <summary>The parts that are named, as in files: <c>feature</c> and so on.</summary>
    public IEnumerable<(string Part, string Name)> Parts =>
        new[] { ("feature", Feature), ("tenant", Tenant), ("team", Team), ("model", Model), ("environment", Environment) }.Where(p => p.Item2.Length > 0);

    /// <summary>In words, such as <c>support-chat, tenant acme</c>.</summary>
    public string Text => !Parts.Any() ? "everything" : string.Join(", ", Parts.Select(p => p.Part == "feature" ? p.Name : $"{p.Part} {p.Name}"));

    /// <summary>True when everything in the other scope is in this one, too.</summary>
    public bool Contains(BudgetScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Covers(Feature, other.Feature) && Covers(Tenant, other.Tenant) && Covers(Team, other.Team) && Covers(Model, other.Model) && Covers(Environment, other.Environment);
    }

    private static bool Covers(string mine, string theirs) => mine.Length == 0 || mine == theirs;
}

/// <summary>The ids of what a call belongs to, or of what a budget is limited to; 0 for any. The model is one of the book's groups.</summary>
internal readonly record struct BudgetKey(int Tenant, int Feature, int Team, int Model, int Environment)
{
    /// <summary>Keeps only the parts that a budget names.</summary>
    public BudgetKey Masked(int mask) => new(
        (mask & 1) != 0 ? Tenant : 0, (mask & 2) != 0 ? Feature : 0, (mask & 4) != 0 ? Team : 0, (mask & 8) != 0 ? Model : 0, (mask & 16) != 0 ? Environment : 0);

    public int Mask => (Tenant != 0 ? 1 : 0) | (Feature != 0 ? 2 : 0) | (Team != 0 ? 4 : 0) | (Model != 0 ? 8 : 0) | (Environment != 0 ? 16 : 0);
}

/// <summary>What a book knows of one budget that is not removed.</summary>
internal sealed class BudgetTerms
{
    public required int Id { get; init; }
    public required BudgetScope Scope { get; init; }
    public required BudgetKey Key { get; init; }
    public required BudgetPeriod Period { get; init; }
    public required TimeZoneInfo Zone { get; init; }
    public required long AmountNanos { get; init; }
    public required bool IsHard { get; init; }
    public required int BurstPercent { get; init; }
    public required IReadOnlyList<int> Thresholds { get; init; }

    /// <summary>When it covers usage; the end is excluded.</summary>
    public required long FromMicros { get; init; }
    public required long ToMicros { get; init; }

    /// <summary>Indexes of the book's calendars: the budget's own first, and for a burst the other one.</summary>
    public required int[] Calendars { get; init; }

    /// <summary>Earlier amounts: each counted for windows that ended before the instant; oldest first.</summary>
    public required IReadOnlyList<(long UntilMicros, long Nanos)> Before { get; init; }

    /// <summary>The amount for a window: that which counted when the window ended, or counts now.</summary>
    public long AmountOf(long windowEndMicros)
    {
        foreach (var (until, nanos) in Before)
        {
            if (windowEndMicros <= until)
            {
                return nanos;
            }
        }

        return AmountNanos;
    }

    /// <summary>The part of a span that the budget covers; null for none.</summary>
    public BudgetSpan? Clip(in BudgetSpan span)
    {
        var (start, end) = (Math.Max(span.StartMicros, FromMicros), Math.Min(span.EndMicros, ToMicros));
        return start < end ? span with { StartMicros = start, EndMicros = end } : null;
    }
}
