using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Data;

namespace FinOps.Core.Margins;

/// <summary>Tells of margins that turn red and recover, in the transaction that notes it. Days that lie back are noted in silence.</summary>
internal static class MarginAlerts
{
    private const int NewestDays = 2;

    public static async Task RaiseAsync(FinOpsDbContext context, TenantMargin margin, DateOnly day, CancellationToken cancellation)
    {
        if (DateOnly.FromDateTime(Instants.ToUtc(context.Clock.NowMicros())).DayNumber - day.DayNumber > NewestDays)
        {
            return;
        }

        var key = margin.Row.Key;
        var name = margin.Row.Name;
        var loses = margin.MarginNanos < 0;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Over the days up to {day:yyyy-MM-dd}, {name} brought in {AlertText.Usd(margin.Revenue.TotalNanos)} and cost {AlertText.Usd(margin.CostNanos)}: a gross margin of {Percent(margin.GrossMargin)} where at least {Percent(margin.Line)} is expected.");
        await AlertTrail.RaiseAsync(
            context,
            new AlertFact(
                AlertKind.MarginTurnedRed, loses ? AlertSeverity.Critical : AlertSeverity.Warning, Scope(key), Window(day), "",
                loses ? $"{name} now costs more than it brings in" : $"The margin of {name} fell under its line", text, "/tenants/" + Uri.EscapeDataString(key), key),
            cancellation).ConfigureAwait(false);
    }

    public static Task RecoverAsync(FinOpsDbContext context, string tenant, MarginTurn turn, DateOnly day, CancellationToken cancellation) => AlertTrail.RecoverAsync(
        context, AlertKind.MarginTurnedRed, Scope(tenant), Window(turn.FromDay), string.Create(CultureInfo.InvariantCulture, $"At the end of {day:yyyy-MM-dd} the margin was over its line again."), cancellation);

    private static string Scope(string tenant) => $"tenant:{tenant}";

    private static string Window(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Percent(decimal? share) => share is { } known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "none";
}
