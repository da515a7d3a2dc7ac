using System.Text.Json.Serialization;
using FinOps.Core.Budgets;
using FinOps.Core.Data;

namespace FinOps.Web.Budgets;

/// <summary>A budget in answers, with its current window. Money is exact decimal USD; names that are empty stand for any.</summary>
/// <param name="ValidTo">The first day that is not covered; null without an end.</param>
/// <param name="Window">Null while it covers no time.</param>
public sealed record BudgetAnswer(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("feature")] string Feature,
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("team")] string Team,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("environment")] string Environment,
    [property: JsonPropertyName("period")] string Period,
    [property: JsonPropertyName("amount_usd")] string AmountUsd,
    [property: JsonPropertyName("hard")] bool Hard,
    [property: JsonPropertyName("burst_percent")] int? BurstPercent,
    [property: JsonPropertyName("thresholds")] IReadOnlyList<int> Thresholds,
    [property: JsonPropertyName("time_zone")] string TimeZone,
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("note")] string Note,
    [property: JsonPropertyName("valid_from")] DateOnly ValidFrom,
    [property: JsonPropertyName("valid_to")] DateOnly? ValidTo,
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("window")] BudgetWindowAnswer? Window)
{
    public static BudgetAnswer Of(BudgetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (b, s) = (row.Budget, row.Scope);
        return new(
            b.Id, s.Feature, s.Tenant, s.Team, s.Model, s.Environment, BudgetTexts.WordOf(b.Period), Money.ToExactText(b.AmountNanos), b.IsHard, b.BurstPercent == 100 ? null : b.BurstPercent,
            row.Percents, b.TimeZone, b.Owner, b.Note, b.ValidFrom, b.ValidTo, b.Version, row.Now is { } now ? BudgetWindowAnswer.Of(now) : null);
    }
}

/// <summary>The window that runs now.</summary>
/// <param name="LimitUsd">What it may reach now: the amount, or more on a day with a burst.</param>
public sealed record BudgetWindowAnswer(
    [property: JsonPropertyName("start")] DateTime Start,
    [property: JsonPropertyName("end")] DateTime End,
    [property: JsonPropertyName("amount_usd")] string AmountUsd,
    [property: JsonPropertyName("limit_usd")] string LimitUsd,
    [property: JsonPropertyName("spent_usd")] string SpentUsd,
    [property: JsonPropertyName("carve_out_of")] int? CarveOutOf)
{
    public static BudgetWindowAnswer Of(AppliedBudget now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return new(now.StartUtc, now.EndUtc, Money.ToExactText(now.AmountNanos), Money.ToExactText(now.LimitNanos), Money.ToExactText(now.PostedNanos), now.CarveOutOf);
    }
}

/// <summary>A budget as it should be. What is absent stays as it is, or is what is usual for a new one.</summary>
/// <param name="Version">The version that was read; a change by somebody else since is answered with 409.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
public sealed record BudgetBody(
    [property: JsonPropertyName("feature")] string? Feature,
    [property: JsonPropertyName("tenant")] string? Tenant,
    [property: JsonPropertyName("team")] string? Team,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("environment")] string? Environment,
    [property: JsonPropertyName("period")] string? Period,
    [property: JsonPropertyName("amount_usd")] decimal? AmountUsd,
    [property: JsonPropertyName("hard")] bool? Hard,
    [property: JsonPropertyName("burst_percent")] int? BurstPercent,
    [property: JsonPropertyName("thresholds")] IReadOnlyList<int>? Thresholds,
    [property: JsonPropertyName("time_zone")] string? TimeZone,
    [property: JsonPropertyName("owner")] string? Owner,
    [property: JsonPropertyName("note")] string? Note,
    [property: JsonPropertyName("valid_from")] DateOnly? ValidFrom,
    [property: JsonPropertyName("valid_to")] DateOnly? ValidTo,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("version")] int? Version)
{
    internal BudgetDraft ToDraft(int? id) => new()
    {
        Id = id,
        IsNew = id is null,
        Scope = new BudgetScope(Feature ?? "", Tenant ?? "", Team ?? "", Model ?? "", Environment ?? ""),
        Period = BudgetTexts.PeriodOf(Period ?? "monthly") ?? (BudgetPeriod)0,
        AmountUsd = AmountUsd,
        IsHard = Hard,
        BurstPercent = BurstPercent,
        Thresholds = Thresholds is null ? null : BudgetThresholds.Write(Thresholds),
        TimeZone = TimeZone,
        Owner = Owner,
        Note = Note,
        ValidFrom = ValidFrom,
        ValidTo = ValidTo,
        Reason = Reason ?? "",
        ExpectedVersion = Version,
    };
}

/// <summary>What became of a file.</summary>
/// <param name="IsStored">False for a dry run.</param>
/// <param name="Lines">Every line that changes something or is refused.</param>
public sealed record BudgetFileAnswer(
    [property: JsonPropertyName("stored")] bool IsStored,
    [property: JsonPropertyName("created")] int Created,
    [property: JsonPropertyName("updated")] int Updated,
    [property: JsonPropertyName("unchanged")] int Unchanged,
    [property: JsonPropertyName("refused")] int Refused,
    [property: JsonPropertyName("lines")] IReadOnlyList<BudgetLineAnswer> Lines);

/// <summary>A line of a file.</summary>
/// <param name="Effect"><c>created</c>, <c>updated</c> or <c>refused</c>.</param>
public sealed record BudgetLineAnswer(
    [property: JsonPropertyName("line")] int Line,
    [property: JsonPropertyName("scope")] string Scope,
    [property: JsonPropertyName("effect")] string Effect,
    [property: JsonPropertyName("text")] string Text);
