using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Anomalies;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Incidents;

/// <summary>
/// Compares the last minutes of tenants, and of their features, with what is usual, and says so at once when they spend a multiple of it. Needs no long
/// past. Minutes are kept in memory as records are read; what is on is stored, so that a restart tells nobody twice.
/// </summary>
internal sealed class CostRateWatch(IDbContextFactory<FinOpsDbContext> contexts, DimensionNames names, RateMeasures measures, IOptions<IncidentOptions> options)
{
    private const int HoursOfADay = 24;
    private readonly Dictionary<(ScopeKey Scope, long Minute), long> minutes = [];
    private readonly CostRateRule rule = CostRateRule.Default with
    {
        AbovePercent = options.Value.GuardPercent, Minutes = options.Value.GuardMinutes,
        LeastExcessNanos = Money.ToNanos(options.Value.GuardFloorUsdPerHour * options.Value.GuardMinutes / 60),
    };

    private long newest;

    /// <summary>How far back it looks.</summary>
    public long SpanMicros => (Math.Max(rule.Minutes, rule.CalmMinutes) + 2) * NewSpend.MicrosPerMinute;

    public void Forget()
    {
        minutes.Clear();
        newest = 0;
    }

    public void Add(NewSpend spend)
    {
        foreach (var (key, nanos) in spend.Minutes.Where(m => m.Key.Scope.Kind is ScopeKind.Tenant or ScopeKind.TenantFeature))
        {
            minutes[key] = minutes.GetValueOrDefault(key) + nanos;
            newest = Math.Max(newest, key.Minute);
        }
    }

    /// <summary>Looks at the last whole minutes of whoever spends enough to matter, and of those for whom it is on.</summary>
    public async Task LookAsync(FinOpsDbContext context, SpendSeries series, BaselineBook baselines, ScoringTime now, CancellationToken cancellation)
    {
        var end = Math.Min(now.Micros / NewSpend.MicrosPerMinute, newest + 1);
        foreach (var old in minutes.Keys.Where(k => k.Minute < end - (SpanMicros / NewSpend.MicrosPerMinute)).ToList())
        {
            minutes.Remove(old);
        }

        var known = await context.RateGuards.AsNoTracking().ToDictionaryAsync(g => g.ScopeId, cancellation);
        var least = rule.LeastExcessNanos;
        var dear = minutes.Where(m => m.Key.Minute >= end - rule.Minutes && m.Key.Minute < end).GroupBy(m => m.Key.Scope).Where(g => g.Sum(m => m.Value) >= least).Select(g => series.Find(g.Key)).OfType<SpendScope>();
        var rates = new List<(SpendScope Scope, CostRate Rate)>();
        foreach (var scope in dear.Concat(known.Keys.Where(id => id < series.Scopes.Count).Select(id => series.Scopes[id]).OfType<SpendScope>()).DistinctBy(s => s.Id).ToList())
        {
            if (await UsualAsync(context, series, baselines, scope, now, cancellation) is { } usual)
            {
                rates.Add((scope, Read(scope, end, usual, known.GetValueOrDefault(scope.Id), now)));
            }
        }

        // A feature of a tenant says more than the tenant: where one is on, the tenant as a whole is left alone.
        var ofFeatures = rates.Where(r => r.Rate.IsOn && r.Scope.Kind == ScopeKind.TenantFeature).Select(r => r.Scope.TenantId).ToHashSet();
        foreach (var (scope, rate) in rates)
        {
            var isOn = rate.IsOn && !(scope.Kind == ScopeKind.Tenant && ofFeatures.Contains(scope.TenantId));
            if (isOn || known.ContainsKey(scope.Id))
            {
                await WriteAsync(scope, rate, isOn, now, cancellation);
            }
        }
    }

    private CostRate Read(SpendScope scope, long end, long usual, RateGuard? known, ScoringTime now)
    {
        var isStale = now.Micros - (end * NewSpend.MicrosPerMinute) > SpanMicros;
        var last = new long[Math.Max(rule.Minutes, rule.CalmMinutes)];
        for (var i = 0; i < last.Length; i++)
        {
            last[i] = minutes.GetValueOrDefault((scope.Key, end - last.Length + i));
        }

        // Right after a start the minutes before it are not known; what was on stays on for as long as it was held.
        return isStale ? new CostRate(false, 0, usual) : CostRateGuard.Read(known is not null, last, known?.UsualNanos ?? usual, rule);
    }

    private static async Task<long?> UsualAsync(FinOpsDbContext context, SpendSeries series, BaselineBook baselines, SpendScope scope, ScoringTime now, CancellationToken cancellation)
    {
        var expected = (await baselines.OfAsync(context, series, scope, now.Day, cancellation)).Hour.Score(now.Hour, 0);
        if (expected.IsScored)
        {
            return CostRateGuard.BaselinePerHour(expected, []);
        }

        var hours = new long[Math.Clamp(now.Hour - scope.FirstHour, 0, HoursOfADay)];
        for (var i = 0; i < hours.Length; i++)
        {
            hours[i] = await series.LiveAsync(context, scope, SeriesGrain.Hour, now.Hour - hours.Length + i, cancellation);
        }

        return CostRateGuard.BaselinePerHour(expected, hours);
    }

    private async Task WriteAsync(SpendScope scope, CostRate rate, bool isOn, ScoringTime now, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var stored = await context.RateGuards.SingleOrDefaultAsync(g => g.ScopeId == scope.Id, cancellation);
        var known = await names.NamesOfAsync([.. new[] { scope.TenantId, scope.FeatureId }.Where(id => id != 0)], cancellation);
        var (tenant, feature) = (NameOf(scope.TenantId), scope.FeatureId == 0 ? null : NameOf(scope.FeatureId));
        var what = IncidentText.Scope(scope.Kind, tenant, feature ?? "", "");
        string? reason = null;
        if (!isOn)
        {
            if (stored is not null)
            {
                context.RateGuards.Remove(stored);
                await AlertTrail.RecoverAsync(context, AlertKind.CostRateGuard, what, WindowOf(stored), $"{what} spends {IncidentText.Usd(rate.NanosPerHour)} an hour again.", cancellation);
            }
        }
        else
        {
            stored ??= context.RateGuards.Add(new RateGuard { ScopeId = scope.Id, SinceMicros = now.Micros, UsualNanos = rate.BaselineNanosPerHour }).Entity;
            stored.RateNanos = rate.NanosPerHour;
            var text = $"{what} spends {IncidentText.Usd(rate.NanosPerHour)} an hour for {rule.Minutes} minutes, usually {IncidentText.Usd(rate.BaselineNanosPerHour)}.";
            await AlertTrail.RaiseAsync(
                context, new AlertFact(AlertKind.CostRateGuard, AlertSeverity.Critical, what, WindowOf(stored), "", text.TrimEnd('.'), $"{text} Calls are told to use a cheaper model until it is usual again.", "/incidents", tenant), cancellation);
            if (stored.HeldUntilMicros <= now.Micros && (Int128)rate.NanosPerHour * 100 > (Int128)rate.BaselineNanosPerHour * rule.CalmPercent)
            {
                stored.HeldUntilMicros = now.Micros + (options.Value.GuardHoldMinutes * NewSpend.MicrosPerMinute);
                reason = text;
            }
        }

        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        if (reason is not null)
        {
            await measures.DegradeAsync(tenant, feature, reason, stored!.HeldUntilMicros, cancellation);
        }

        string NameOf(int id) => known.TryGetValue(id, out var name) ? name.Key : "";
    }

    private static string WindowOf(RateGuard guard) => guard.SinceMicros.ToString(CultureInfo.InvariantCulture);
}
