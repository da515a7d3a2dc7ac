using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Core.Margins;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Sums up a period for the roles that a channel serves, cut to the tenants that it is told of.</summary>
public sealed class DigestWriter(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, MarginTurnQueries turns, DecisionQueries decisions)
{
    private const int MostLines = 10;
    private const string Finance = "Finance";
    private const string CustomerSuccess = "Customer success";
    private const string OnCall = "On-call";

    /// <param name="title">What it is, such as "Daily digest of 2026-10-19".</param>
    /// <param name="channel">Whose roles and tenants count.</param>
    /// <param name="fromUtc">The first instant of the period.</param>
    /// <param name="toUtc">The first instant that is not in it.</param>
    public async Task<AlertDigest> WriteAsync(string title, AlertChannel channel, DateTime fromUtc, DateTime toUtc, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var roles = AlertRules.List<string>(channel.Audience).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var actor = Actor.System("Digest", "job") with { Tenants = AlertOutbox.Scope(channel) };
        var known = new[] { Finance, CustomerSuccess, OnCall }.Where(roles.Contains).ToList();
        var sections = new List<DigestSection>();
        if (known.Count == 0 || known.Contains(Finance))
        {
            sections.Add(await SpendAsync(actor, fromUtc, toUtc, cancellation));
        }

        if (known.Contains(Finance) || known.Contains(CustomerSuccess))
        {
            sections.Add(await MarginsAsync(actor, cancellation));
            sections.Add(await AlertsAsync("Budgets and caps", "Nothing crossed a threshold.", [AlertKind.BudgetThreshold, AlertKind.SpendCap], actor, fromUtc, toUtc, cancellation));
        }

        if (known.Contains(OnCall))
        {
            sections.Add(await AlertsAsync(
                "Incidents", "Nothing burned.", [AlertKind.Incident, AlertKind.CostRateGuard, AlertKind.TenantPaused, AlertKind.SoftFail, AlertKind.StaleData, AlertKind.FailedImport], actor, fromUtc, toUtc, cancellation));
            sections.Add(await RefusalsAsync(actor, fromUtc, toUtc, cancellation));
        }

        if (known.Count == 0)
        {
            sections.Add(await AlertsAsync("Alerts", "Nothing was raised.", AlertRules.Kinds, actor, fromUtc, toUtc, cancellation));
        }

        var whose = channel.Tenants is { } tenants ? $" Only of {string.Join(", ", AlertRules.List<string>(tenants))}." : "";
        return new AlertDigest(title, string.Create(CultureInfo.InvariantCulture, $"From {fromUtc:yyyy-MM-dd HH:mm} to {toUtc:yyyy-MM-dd HH:mm} UTC.{whose}"), sections);
    }

    private async Task<DigestSection> SpendAsync(Actor actor, DateTime from, DateTime to, CancellationToken cancellation)
    {
        var now = await costs.RunAsync(new CostQuery(from, to) { GroupBy = [CostDimension.Tenant] }, actor.Sees, cancellation);
        var before = await costs.RunAsync(new CostQuery(from - (to - from), from), actor.Sees, cancellation);
        var (spent, was) = (now.Total.EffectiveCostNanos, before.Total.EffectiveCostNanos);
        var lines = new List<string> { $"{AlertText.Usd(spent)} in all{(was > 0 ? $", {Change(spent, was)} the period before ({AlertText.Usd(was)})" : "")}." };
        lines.AddRange(now.Rows.Take(5).Select(r => $"{(r.Keys[0].Length > 0 ? r.Keys[0] : "No tenant")}: {AlertText.Usd(r.Measures.EffectiveCostNanos)}"));
        if (now.Total.UnpricedRequests > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{now.Total.UnpricedRequests:#,##0} calls have no price yet and are not in it."));
        }

        return new DigestSection("Spend", lines, "/");
    }

    private async Task<DigestSection> MarginsAsync(Actor actor, CancellationToken cancellation)
    {
        var open = await turns.OpenAsync(actor, cancellation);
        var lines = open.Take(MostLines).Select(t => string.Create(
            CultureInfo.InvariantCulture, $"{t.Name}: under its line since {t.Turn.FromDay:yyyy-MM-dd}, when {AlertText.Usd(t.Turn.RevenueNanos)} came in and it cost {AlertText.Usd(t.Turn.CostNanos)}.")).ToList();
        return new DigestSection("Margins under their line", Shortened(lines, open.Count, "No tenant is."), "/tenants");
    }

    private async Task<DigestSection> AlertsAsync(string title, string none, IReadOnlyList<AlertKind> kinds, Actor actor, DateTime from, DateTime to, CancellationToken cancellation)
    {
        var (fromMicros, toMicros, wanted) = (Instants.ToMicros(from), Instants.ToMicros(to), kinds.ToList());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var raised = context.Alerts.AsNoTracking().Where(a => wanted.Contains(a.Kind) && a.RaisedAtMicros >= fromMicros && a.RaisedAtMicros < toMicros);
        if (actor.Sees is { IsAll: false } scope)
        {
            var keys = scope.Keys.ToList();
            raised = raised.Where(a => a.Tenant != null && keys.Contains(a.Tenant));
        }

        var count = await raised.CountAsync(cancellation);
        var first = await raised.OrderByDescending(a => a.Severity).ThenByDescending(a => a.Id).Take(MostLines).ToListAsync(cancellation);
        return new DigestSection(title, Shortened([.. first.Select(a => $"{a.Title}: {State(a)}.")], count, none), "/alerts");
    }

    private async Task<DigestSection> RefusalsAsync(Actor actor, DateTime from, DateTime to, CancellationToken cancellation)
    {
        var (_, _, refusals) = await decisions.PageAsync(new DecisionFilter { FromUtc = from, ToUtc = to }, actor, 0, 1, cancellation);
        return new DigestSection("Refusals", [refusals == 0 ? "Nobody was held back." : string.Create(CultureInfo.InvariantCulture, $"{refusals:#,##0} calls and sign-ins were held back.")], "/audit/decisions");
    }

    private static string State(Alert alert) => alert switch
    {
        { RecoveredAtMicros: { } over } => $"over at {AlertText.Time(over)}",
        { AcknowledgedBy: { } by } => $"taken up by {by}",
        _ => "open",
    };

    private static IReadOnlyList<string> Shortened(List<string> lines, int count, string none)
    {
        if (count > lines.Count)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"And {count - lines.Count} more."));
        }

        return lines.Count == 0 ? [none] : lines;
    }

    private static string Change(long now, long before)
    {
        var percent = (decimal)(now - before) * 100 / before;
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(percent):0.0} % {(percent < 0 ? "less" : "more")} than");
    }
}
