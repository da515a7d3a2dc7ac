using System.Globalization;
using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>Budgets as texts: what files carry, what previews compare and what the audit trail keeps.</summary>
public static class BudgetTexts
{
    /// <summary>The columns of files, in their order. An empty scope column means any.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "feature", "tenant", "team", "model", "environment", "period", "amount_usd", "hard", "burst_percent", "thresholds", "time_zone", "owner", "note", "valid_from", "valid_to",
    ];

    /// <summary>The columns behind the scope and the period: what a change can change.</summary>
    internal static IReadOnlyList<string> Fields { get; } = [.. Columns.Skip(6)];

    public static string WordOf(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Daily => "daily",
        BudgetPeriod.Monthly => "monthly",
    };

    /// <summary>The period of a word; null when there is none.</summary>
    public static BudgetPeriod? PeriodOf(string word) => word switch
    {
        "daily" => BudgetPeriod.Daily,
        "monthly" => BudgetPeriod.Monthly,
        _ => null,
    };

    public static string Day(DateOnly? day) => day is { } d ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";

    /// <summary>The cells of a budget, in the order of <see cref="Columns"/>.</summary>
    public static IReadOnlyList<string> Cells(BudgetScope scope, Budget budget)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(budget);
        return [scope.Feature, scope.Tenant, scope.Team, scope.Model, scope.Environment, WordOf(budget.Period), .. Values(budget)];
    }

    /// <summary>The cells of <see cref="Fields"/>.</summary>
    internal static IReadOnlyList<string> Values(Budget b) =>
    [
        Money.ToExactText(b.AmountNanos), b.IsHard ? "true" : "false", Burst(b.BurstPercent), b.Thresholds, b.TimeZone, b.Owner, b.Note, Day(b.ValidFrom), Day(b.ValidTo),
    ];

    /// <summary>What differs; everything that says something where there was nothing before.</summary>
    internal static List<BudgetFieldChange> Differences(IReadOnlyList<string>? before, IReadOnlyList<string> after) =>
        [.. Fields.Select((f, i) => new BudgetFieldChange(f, before?[i] ?? "", after[i])).Where(c => c.Before != c.After)];

    /// <summary>The values of a budget for the audit trail.</summary>
    internal static object Audited(BudgetScope scope, Budget b) => new
    {
        Scope = scope.Text,
        Period = WordOf(b.Period),
        AmountUsd = Money.ToExactText(b.AmountNanos),
        b.IsHard,
        b.BurstPercent,
        b.Thresholds,
        b.TimeZone,
        b.Owner,
        b.Note,
        ValidFrom = Day(b.ValidFrom),
        ValidTo = Day(b.ValidTo),
    };

    private static string Burst(int percent) => percent == 100 ? "" : percent.ToString(CultureInfo.InvariantCulture);
}
