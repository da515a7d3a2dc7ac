using FinOps.Core.Budgets;
using FinOps.Core.Tenants;
using FinOps.Web.Costs;

namespace FinOps.Web.Budgets;

/// <summary>Budgets in words, for pages, the API and commands.</summary>
internal static class BudgetText
{
    public const string Path = "/budgets";
    public const string Import = "/budgets/import";
    public const string Export = "/budgets/export";

    public static string Page(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/budgets/{id}");

    public static string Word(LineEffect effect) => effect switch
    {
        LineEffect.New => "created",
        LineEffect.Changed => "updated",
        LineEffect.Unchanged => "unchanged",
        LineEffect.Wrong => "refused",
    };

    public static string Counts(FilePreview result) =>
        string.Join(", ", Enum.GetValues<LineEffect>().Select(e => $"{CostFormat.ExactCount(result.Count(e))} {Word(e)}"));

    public static string Of(BudgetHealth health) => health switch
    {
        BudgetHealth.Idle => "Not in force",
        BudgetHealth.Fine => "On track",
        BudgetHealth.Near => "Near",
        BudgetHealth.Over => "Over",
    };

    public static string ToneOf(BudgetHealth health) => health switch
    {
        BudgetHealth.Idle => "muted",
        BudgetHealth.Fine => "good",
        BudgetHealth.Near => "warn",
        BudgetHealth.Over => "bad",
    };

    public static string Of(BudgetChangeKind kind) => kind switch
    {
        BudgetChangeKind.Created => "Added",
        BudgetChangeKind.Edited => "Changed",
        BudgetChangeKind.Removed => "Removed",
        BudgetChangeKind.Undone => "Change undone",
    };

    public static string Time(DateTime utc) => utc.ToString(utc.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public static string Period(BudgetPeriod period) => period == BudgetPeriod.Daily ? "a day" : "a month";

    /// <summary>What went wrong with an edit, in one line; null when it is stored.</summary>
    public static string? Problem(BudgetEdit edit) => edit switch
    {
        BudgetEdit.Saved => null,
        BudgetEdit.Invalid invalid => string.Join(" ", invalid.Faults.Select(f => f.Message)),
        BudgetEdit.Conflict conflict => conflict.Message,
        BudgetEdit.NotFound none => none.Message,
        _ => throw new ArgumentOutOfRangeException(nameof(edit)),
    };

    /// <summary>When the amount is reached, in words.</summary>
    public static string RunsOut(BudgetRow row, BudgetForecast? forecast) => row.Now is null ? CostFormat.None
        : row.Health == BudgetHealth.Over ? "reached"
        : forecast is null ? CostFormat.None
        : forecast.RunsOutOn is { } day ? CostFormat.Day(day)
        : "not in this period";
}
