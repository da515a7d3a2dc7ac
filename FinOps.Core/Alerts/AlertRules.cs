using System.Text.Json;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>What the threshold of a rule means.</summary>
/// <param name="Text">What it says, such as "Percent of spend".</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Most">The largest value.</param>
public sealed record AlertThreshold(string Text, int Least, int Most);

/// <summary>The rules, as they were set or as they come.</summary>
public static class AlertRules
{
    private const string Finance = "Finance";
    private const string CustomerSuccess = "Customer success";
    private const string OnCall = "On-call";

    public static IReadOnlyList<AlertKind> Kinds { get; } = Enum.GetValues<AlertKind>();

    /// <summary>The rule of a kind in force.</summary>
    public static async Task<AlertRule> ReadAsync(FinOpsDbContext context, AlertKind kind, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await context.AlertRules.AsNoTracking().FirstOrDefaultAsync(r => r.Kind == kind, cancellation).ConfigureAwait(false) ?? Default(kind);
    }

    /// <summary>The rule of a kind while nobody has changed it.</summary>
    public static AlertRule Default(AlertKind kind) => kind switch
    {
        AlertKind.BudgetThreshold => Of(kind, [CustomerSuccess, Finance], group: 5),
        AlertKind.Incident => Of(kind, [OnCall], group: 2, remind: 60, escalate: 15),
        AlertKind.CostRateGuard => Of(kind, [OnCall], group: 2, remind: 30, escalate: 15),
        AlertKind.MarginTurnedRed => Of(kind, [Finance], group: 10),
        AlertKind.UnpricedModel => Of(kind, [Finance], group: 30),
        AlertKind.UntaggedShare => Of(kind, [Finance], group: 30, threshold: 20, window: 24),
        AlertKind.StaleData => Of(kind, [OnCall], threshold: 6, remind: 240),
        AlertKind.FailedImport => Of(kind, [OnCall], group: 10),
        AlertKind.OverrideExpiring => Of(kind, [OnCall, CustomerSuccess], group: 5, threshold: 60),
        AlertKind.TenantPaused => Of(kind, [OnCall, CustomerSuccess], escalate: 30),
        AlertKind.SpendCap => Of(kind, [CustomerSuccess], group: 5, escalate: 60),
        AlertKind.SoftFail => Of(kind, [OnCall], group: 10),
    };

    /// <summary>What the threshold of a kind means; null where the cause decides.</summary>
    public static AlertThreshold? ThresholdOf(AlertKind kind) => kind switch
    {
        AlertKind.UntaggedShare => new("Percent of spend without a tenant or a feature", 1, 100),
        AlertKind.StaleData => new("Hours without usage", 1, 720),
        AlertKind.OverrideExpiring => new("Minutes before the end", 5, 10_080),
        AlertKind.BudgetThreshold or AlertKind.Incident or AlertKind.CostRateGuard or AlertKind.MarginTurnedRed or AlertKind.UnpricedModel or AlertKind.FailedImport
            or AlertKind.TenantPaused or AlertKind.SpendCap or AlertKind.SoftFail => null,
    };

    /// <summary>Names of roles, or ids, from a column; empty when it cannot be read.</summary>
    public static IReadOnlyList<T> List<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T[]>(json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static AlertRule Of(AlertKind kind, string[] audience, int group = 0, int remind = 0, int escalate = 0, int threshold = 0, int window = 0) => new()
    {
        Kind = kind, Audience = JsonSerializer.Serialize(audience), GroupMinutes = group, RemindMinutes = remind, Threshold = threshold, WindowHours = window,
        EscalateMinutes = escalate, EscalateAudience = escalate > 0 ? JsonSerializer.Serialize(new[] { OnCall, CustomerSuccess }) : "[]",
    };
}
