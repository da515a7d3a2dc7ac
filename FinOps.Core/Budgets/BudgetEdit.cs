namespace FinOps.Core.Budgets;

/// <summary>What is wrong with a field of a draft, and what it may hold.</summary>
/// <param name="Field">As the columns of files are called, such as <c>amount_usd</c>; empty for the whole.</param>
/// <param name="Message">One sentence that says what to do.</param>
public sealed record BudgetFault(string Field, string Message);

/// <summary>A field before and after a change, in words; empty where there is nothing.</summary>
/// <param name="Field">As the columns of files are called.</param>
public sealed record BudgetFieldChange(string Field, string Before, string After);

/// <summary>What became of a change to a budget.</summary>
public abstract record BudgetEdit
{
    private BudgetEdit()
    {
    }

    /// <summary>It is stored, or says what is stored already.</summary>
    /// <param name="Changes">The fields that changed; empty when nothing did.</param>
    /// <param name="IsNew">True when there was no such budget.</param>
    public sealed record Saved(int Id, int Version, IReadOnlyList<BudgetFieldChange> Changes, bool IsNew) : BudgetEdit
    {
        /// <summary>What is worth knowing about it, such as a name that no usage has mentioned yet; empty for nothing.</summary>
        public string Hint { get; init; } = "";
    }

    /// <summary>Nothing was stored; every fault is listed.</summary>
    public sealed record Invalid(IReadOnlyList<BudgetFault> Faults) : BudgetEdit;

    /// <summary>Nothing was stored: somebody else changed it since it was read.</summary>
    public sealed record Conflict(string By, DateTime AtUtc) : BudgetEdit
    {
        public string Message => $"Changed by {By} at {AtUtc:HH:mm:ss} UTC: reload and try again.";
    }

    /// <summary>There is no such budget, or not for this actor.</summary>
    public sealed record NotFound(string Message) : BudgetEdit;
}

/// <summary>A budget as somebody wants it to be. Null leaves what is stored, or takes what is usual for a new one.</summary>
public sealed record BudgetDraft
{
    /// <summary>The budget to change; null to find it by scope, period and first day, or to add it.</summary>
    public int? Id { get; init; }

    /// <summary>What it is limited to; only for a new budget, or to find one without its id.</summary>
    public BudgetScope Scope { get; init; } = BudgetScope.Any;
    public BudgetPeriod Period { get; init; } = BudgetPeriod.Monthly;
    public decimal? AmountUsd { get; init; }
    public bool? IsHard { get; init; }

    /// <summary>100 for no burst.</summary>
    public int? BurstPercent { get; init; }

    /// <summary>Such as <c>50;80;100</c>.</summary>
    public string? Thresholds { get; init; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; init; }
    public string? Owner { get; init; }
    public string? Note { get; init; }
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The first day that is no longer covered.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>True when a missing <see cref="ValidTo"/> means that there is no end, and not that it stays as it is.</summary>
    public bool SetsValidTo { get; init; }

    /// <summary>Why; kept with the history.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The version that was read; null to write whatever is there.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>True to refuse a budget that is there already.</summary>
    public bool IsNew { get; init; }

    /// <summary>True for what comes with the demo company.</summary>
    internal bool IsDemo { get; init; }
}
