using FinOps.Core.Budgets;
using FinOps.Core.Data;

namespace FinOps.Web.Budgets;

/// <summary>The fields of the dialog while somebody fills them in.</summary>
public sealed class BudgetForm
{
    public int? Id { get; init; }
    public string Feature { get; set; } = "";
    public string Tenant { get; set; } = "";
    public string Team { get; set; } = "";
    public string Model { get; set; } = "";
    public string Environment { get; set; } = "";
    public BudgetPeriod Period { get; set; } = BudgetPeriod.Monthly;
    public decimal? AmountUsd { get; set; }
    public bool IsHard { get; set; }
    public int? BurstPercent { get; set; }
    public string Thresholds { get; set; } = BudgetThresholds.Default;
    public string TimeZone { get; set; } = "";
    public string Owner { get; set; } = "";
    public string Note { get; set; } = "";
    public DateOnly? ValidFrom { get; set; }
    public DateOnly? ValidTo { get; set; }
    public string Reason { get; set; } = "";
    public int? Version { get; init; }

    public BudgetScope Scope => new(Feature.Trim(), Tenant.Trim(), Team.Trim(), Model.Trim(), Environment.Trim());

    public static BudgetForm Of(BudgetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (b, s) = (row.Budget, row.Scope);
        return new BudgetForm
        {
            Id = b.Id, Feature = s.Feature, Tenant = s.Tenant, Team = s.Team, Model = s.Model, Environment = s.Environment, Period = b.Period, AmountUsd = Money.ToUsd(b.AmountNanos), IsHard = b.IsHard,
            BurstPercent = b.BurstPercent == 100 ? null : b.BurstPercent, Thresholds = b.Thresholds, TimeZone = b.TimeZone, Owner = b.Owner, Note = b.Note, ValidFrom = b.ValidFrom, ValidTo = b.ValidTo, Version = b.Version,
        };
    }

    public BudgetDraft ToDraft() => new()
    {
        Id = Id, IsNew = Id is null, Scope = Scope, Period = Period, AmountUsd = AmountUsd, IsHard = IsHard, BurstPercent = BurstPercent ?? 100, Thresholds = Thresholds, TimeZone = TimeZone.Trim(), Owner = Owner, Note = Note,
        ValidFrom = ValidFrom, ValidTo = ValidTo, SetsValidTo = true, Reason = Reason, ExpectedVersion = Version,
    };
}
