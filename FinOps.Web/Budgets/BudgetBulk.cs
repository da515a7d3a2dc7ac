using FinOps.Core.Budgets;
using FinOps.Core.Data;

namespace FinOps.Web.Budgets;

/// <summary>What several budgets get; null leaves what each has.</summary>
/// <param name="Percent">By how many percent amounts change; negative for less.</param>
public sealed record BudgetBulk(decimal? Percent, string? Thresholds, bool? IsHard, string? Owner)
{
    public BudgetDraft DraftFor(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new BudgetDraft
        {
            Id = budget.Id,
            AmountUsd = Percent is { } percent ? decimal.Round(Money.ToUsd(budget.AmountNanos) * (100 + percent) / 100, 2, MidpointRounding.ToEven) : null,
            Thresholds = Thresholds,
            IsHard = IsHard,
            Owner = Owner,
            ExpectedVersion = budget.Version,
            Reason = "Changed together with others",
        };
    }
}
