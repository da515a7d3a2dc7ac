using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Looks for what no transaction causes: usage that stays away, spend that names nobody, models without a price. Runs may be repeated or missed.</summary>
public sealed class AlertWatch(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, AlertFeed feed, TimeProvider time)
{
    /// <summary>Usage that ended longer ago says nothing new.</summary>
    private const int OldestDays = 14;
    private const int LookBackDays = 2;
    private const long LeastSpendNanos = Money.NanosPerUsd;
    private const string UsageScope = "usage";

    /// <summary>What the decision log says of calls that went through because no limit could be checked.</summary>
    private const string SoftFailReason = "soft_fail";
    private long? seen;
    private int? seenHour;

    /// <returns>How many alerts were raised.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var raised = await WatchStaleAsync(context, cancellation);
        raised += await WatchSoftFailsAsync(context, cancellation);
        var version = await context.DataVersions.Select(v => v.Version).SingleAsync(cancellation);
        var hour = Instants.ToHour(time.NowMicros());
        if (seen != version || seenHour != hour)
        {
            raised += await WatchUnpricedAsync(context, cancellation);
        }

        if (seenHour != hour)
        {
            raised += await WatchUntaggedAsync(context, cancellation);
        }

        (seen, seenHour) = (version, hour);
        if (raised > 0)
        {
            feed.Publish();
        }

        return raised;
    }

    private async Task<int> WatchStaleAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        if (await context.CostCells.Where(c => c.CubeId == Cube.TenantHour.Id).MaxAsync(c => (int?)c.Period, cancellation) is not { } hour)
        {
            return 0;
        }

        var ends = Instants.ToUtc((hour + 1) * Instants.MicrosPerHour);
        var now = time.GetUtcNow().UtcDateTime;
        var window = ends.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);
        var rule = await AlertRules.ReadAsync(context, AlertKind.StaleData, cancellation);
        var isStale = now - ends >= TimeSpan.FromHours(rule.Threshold) && now - ends < TimeSpan.FromDays(OldestDays);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        foreach (var old in await context.Alerts.Where(a => a.Kind == AlertKind.StaleData && a.Scope == UsageScope && a.RecoveredAtMicros == null && a.Window != window).Select(a => a.Window).ToListAsync(cancellation))
        {
            await AlertTrail.RecoverAsync(context, AlertKind.StaleData, UsageScope, old, "Usage came in again.", cancellation);
        }

        var isRaised = isStale && await AlertTrail.RaiseAsync(
            context,
            new AlertFact(
                AlertKind.StaleData, AlertSeverity.Warning, UsageScope, window, "", string.Create(CultureInfo.InvariantCulture, $"No usage for {(int)(now - ends).TotalHours} hours"),
                $"The newest call that is known is from before {ends:yyyy-MM-dd HH:mm} UTC. Figures of today are too low until logs come in again; look at what sends them.", "/imports", null),
            cancellation);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return isRaised ? 1 : 0;
    }

    private async Task<int> WatchSoftFailsAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var hour = Instants.ToHour(time.NowMicros());
        var from = hour * Instants.MicrosPerHour;
        var calls = await context.EnforcementDecisions.Where(d => d.AtMicros >= from && d.Reason == SoftFailReason).SumAsync(d => d.Count, cancellation);
        if (calls == 0)
        {
            return 0;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var isRaised = await AlertTrail.RaiseAsync(
            context,
            new AlertFact(
                AlertKind.SoftFail, AlertSeverity.Critical, "enforcement", Instants.ToUtc(from).ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture), "", "Limits could not be checked",
                string.Create(CultureInfo.InvariantCulture, $"{calls:#,##0} calls went through unchecked since {Instants.ToUtc(from):yyyy-MM-dd HH:mm} UTC. Budgets may be overrun until the ledger answers again."), "/audit/decisions", null),
            cancellation);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return isRaised ? 1 : 0;
    }

    private async Task<int> WatchUnpricedAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var answer = await costs.RunAsync(new CostQuery(now.Date.AddDays(1 - LookBackDays), now.Date.AddDays(1)) { GroupBy = [CostDimension.Day, CostDimension.Provider, CostDimension.Model] }, TenantScope.All, cancellation);
        var unpriced = answer.Rows.Where(r => r.Measures.UnpricedRequests > 0).ToList();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var scopes = unpriced.Select(r => Scope(r.Keys[1], r.Keys[2])).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in (await context.Alerts.Where(a => a.Kind == AlertKind.UnpricedModel && a.RecoveredAtMicros == null).Select(a => a.Scope).Distinct().ToListAsync(cancellation)).Where(s => !scopes.Contains(s)))
        {
            await AlertTrail.RecoverAllAsync(context, AlertKind.UnpricedModel, gone, "No call of the last days waits for a price any more.", cancellation);
        }

        var raised = 0;
        foreach (var row in unpriced)
        {
            var (day, provider, model) = (row.Keys[0], row.Keys[1], row.Keys[2]);
            raised += await AlertTrail.RaiseAsync(
                context,
                new AlertFact(
                    AlertKind.UnpricedModel, AlertSeverity.Warning, Scope(provider, model), day, "", $"{provider} {model} has no price",
                    string.Create(CultureInfo.InvariantCulture, $"{row.Measures.UnpricedRequests:#,##0} of its calls of {day} cost nothing in every figure until it gets a price; they are rated then."), "/pricing", null),
                cancellation) ? 1 : 0;
        }

        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return raised;

        static string Scope(string provider, string model) => $"model:{provider}/{model}";
    }

    private async Task<int> WatchUntaggedAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var rule = await AlertRules.ReadAsync(context, AlertKind.UntaggedShare, cancellation);
        var to = Instants.ToUtc(Instants.ToHour(time.NowMicros()) * Instants.MicrosPerHour);
        var from = to.AddHours(-Math.Max(rule.WindowHours, 1));
        var (noTenant, noFeature) = (new CostFilter(CostDimension.Tenant, [""]), new CostFilter(CostDimension.Feature, [""]));
        var total = await SumAsync();
        var untagged = await SumAsync(noTenant) + await SumAsync(noFeature) - await SumAsync(noTenant, noFeature);
        var percent = total == 0 ? 0 : (decimal)untagged * 100 / total;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var isOver = total >= LeastSpendNanos && percent >= rule.Threshold;
        if (!isOver)
        {
            await AlertTrail.RecoverAllAsync(context, AlertKind.UntaggedShare, UsageScope, string.Create(CultureInfo.InvariantCulture, $"It is {percent:0.0} % now."), cancellation);
        }

        var isRaised = isOver && await AlertTrail.RaiseAsync(
            context,
            new AlertFact(
                AlertKind.UntaggedShare, AlertSeverity.Warning, UsageScope, to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "", string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} % of the spend is untagged"),
                string.Create(CultureInfo.InvariantCulture, $"Of {AlertText.Usd(total)} in the {rule.WindowHours} hours up to {to:yyyy-MM-dd HH:mm} UTC, {AlertText.Usd(untagged)} name no tenant or no feature. Nobody can be charged for it; the callers must send both."), "/", null),
            cancellation);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return isRaised ? 1 : 0;

        async Task<long> SumAsync(params CostFilter[] filters) => (await costs.RunAsync(new CostQuery(from, to) { Filters = filters }, TenantScope.All, cancellation)).Total.EffectiveCostNanos;
    }
}
