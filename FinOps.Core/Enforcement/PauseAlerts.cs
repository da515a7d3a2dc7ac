using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>Tells people of pauses, and when they are over.</summary>
internal static class PauseAlerts
{
    public static Task RaiseAsync(FinOpsDbContext context, EnforcementMeasure pause, CancellationToken cancellation)
    {
        var until = pause.UntilMicros is { } end ? Instants.ToUtc(end).ToString("'until 'yyyy-MM-dd HH:mm' UTC'", CultureInfo.InvariantCulture) : "until somebody ends it";
        var severity = pause.Source == MeasureSource.Person ? AlertSeverity.Warning : AlertSeverity.Critical;
        return AlertTrail.RaiseAsync(context, new AlertFact(AlertKind.TenantPaused, severity, ScopeOf(pause), WindowOf(pause), "",
            $"Paused: {pause.Scope}", $"{pause.By} paused {pause.Scope} {until}: {pause.Reason}", EnforcementPaths.Console(pause.Tenant), pause.Tenant), cancellation);
    }

    public static Task RecoverAsync(FinOpsDbContext context, EnforcementMeasure pause, string text, CancellationToken cancellation) =>
        AlertTrail.RecoverAsync(context, AlertKind.TenantPaused, ScopeOf(pause), WindowOf(pause), text, cancellation);

    private static string ScopeOf(EnforcementMeasure pause) => pause.Tenant is { } tenant ? $"tenant:{tenant}" : "enforcement";

    private static string WindowOf(EnforcementMeasure pause) => $"measure:{pause.Id}";
}

/// <summary>Addresses of pages that alerts open.</summary>
public static class EnforcementPaths
{
    /// <summary>The console, with a tenant selected where one is named.</summary>
    public static string Console(string? tenant) => tenant is null ? "/enforcement" : $"/enforcement?tenant={Uri.EscapeDataString(tenant)}";
}
