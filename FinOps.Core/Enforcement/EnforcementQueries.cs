using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>Where a tenant stands.</summary>
/// <param name="CapNanos">The cap of its day in nano-USD, overrides included; null for none.</param>
/// <param name="RatePerMinute">Calls per minute before tightening; null for no limit.</param>
/// <param name="RatePercent">The part of it that is left.</param>
/// <param name="Pause">The pause of the whole tenant.</param>
/// <param name="Step">What its spend says.</param>
public sealed record TenantStanding(
    string Tenant, TenantState State, long SpentNanos, long? CapNanos, long? BaseCapNanos, long? RatePerMinute, int RatePercent, EnforcementMeasure? Pause, LadderStep Step, LadderRules Rules)
{
    /// <summary>Measures of the tenant or parts of it that are in force.</summary>
    public IReadOnlyList<EnforcementMeasure> Measures { get; init; } = [];

    /// <summary>Overrides that run or wait.</summary>
    public IReadOnlyList<EnforcementOverride> Overrides { get; init; } = [];

    /// <summary>Since when it stands so, in microseconds since the epoch; null where nothing says.</summary>
    public long? SinceMicros { get; init; }

    /// <summary>The peak that was learned, in calls a minute.</summary>
    public long? PeakPerMinute { get; init; }

    /// <summary>The contract's ceiling of a day.</summary>
    public long? CeilingNanos { get; init; }

    /// <summary>True when the ladder was set for it, not only by the defaults.</summary>
    public bool HasOwnLadder { get; init; }

    /// <summary>Of the cap; null without one.</summary>
    public double? CapUsed => CapNanos is { } cap ? cap == 0 ? 1 : (double)SpentNanos / cap : null;

    /// <summary>The worst first: paused, capped, tightened, then by how much of the cap is used.</summary>
    public double Severity => ((int)State * 1000) + Math.Min(999, (CapUsed ?? 0) * 100);
}

/// <summary>Something of the past of a tenant on the ladder.</summary>
/// <param name="By">Who did it.</param>
public sealed record LadderEvent(long AtMicros, string What, string By, string Why, bool IsWorse);

/// <summary>Tells where tenants stand. Everything is cut to the tenants whose costs the actor may see.</summary>
public sealed class EnforcementQueries(IDbContextFactory<FinOpsDbContext> contexts, MeasureBoard board, TimeProvider time)
{
    private const int MostEvents = 200;
    private static readonly string[] Actions = ["measure.apply", "measure.lift", "override.request", "override.approve", "override.refuse", "override.end", "ladder.tighten", "ladder.relax", "ladder.edit", "ladder.reset"];

    /// <summary>Tenants with a cap, a measure, an override or a ladder of their own, the worst first.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see costs.</exception>
    public async Task<IReadOnlyList<TenantStanding>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var snapshot = await board.ReadAsync(cancellation);
        var now = time.NowMicros();
        var tenants = snapshot.NamedTenants().Concat(snapshot.Limits.Where(l => l.Value.CeilingNanos is not null).Select(l => l.Key))
            .Concat(snapshot.Defaults.CapNanos is null ? [] : snapshot.Days.Keys).Distinct(StringComparer.Ordinal);
        return [.. tenants.Where(t => actor.Sees.Allows(t)).Select(t => Of(snapshot, t, now)).OrderByDescending(s => s.Severity).ThenBy(s => s.Tenant, StringComparer.Ordinal)];
    }

    /// <summary>Where one tenant stands; null when the actor may not see it.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see costs.</exception>
    public async Task<TenantStanding?> FindAsync(string tenant, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        return actor.Sees.Allows(tenant) ? Of(await board.ReadAsync(cancellation), tenant, time.NowMicros()) : null;
    }

    /// <summary>Measures that name no tenant; only for who sees all.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see costs.</exception>
    public async Task<IReadOnlyList<EnforcementMeasure>> WideAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var now = time.NowMicros();
        return actor.Sees.IsAll ? [.. (await board.ReadAsync(cancellation)).Measures.Where(m => m.Tenant is null && m.HoldsAt(now))] : [];
    }

    /// <summary>Overrides that run or wait, those that end first ahead.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see costs.</exception>
    public async Task<IReadOnlyList<EnforcementOverride>> OverridesAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var now = time.NowMicros();
        return [.. (await board.ReadAsync(cancellation)).Overrides.Where(o => actor.Sees.Allows(o.Tenant) && o.StateAt(now) is OverrideState.Running or OverrideState.Waiting).OrderBy(o => o.UntilMicros)];
    }

    /// <summary>What happened to a tenant on the ladder, newest first; empty when the actor may not see it.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see costs.</exception>
    public async Task<IReadOnlyList<LadderEvent>> HistoryAsync(string tenant, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        if (!actor.Sees.Allows(tenant))
        {
            return [];
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var entries = await context.AuditEntries.AsNoTracking().Where(e => e.Tenant == tenant && Actions.Contains(e.Action)).OrderByDescending(e => e.Sequence).Take(MostEvents)
            .Select(e => new { e.AtMicros, e.Action, e.ActorName, e.Reason, e.Before, e.After }).ToListAsync(cancellation);
        return [.. entries.Select(e => new LadderEvent(e.AtMicros, LadderHistory.Tell(e.Action, e.Before, e.After), e.ActorName, e.Reason ?? "", e.Action is "measure.apply" or "ladder.tighten"))];
    }

    private static TenantStanding Of(MeasureSnapshot snapshot, string tenant, long now)
    {
        var (rules, state) = (snapshot.RulesOf(tenant), snapshot.StateOf(tenant, now));
        var pause = snapshot.PauseOf(tenant, null, null, null, now);
        var verdict = EnforcementPolicy.Decide(snapshot, new AdmissionQuestion(tenant, null, null, null), Instants.ToUtc(now));
        var step = snapshot.StepOf(tenant, now);
        var measures = snapshot.MeasuresFor(tenant).Where(m => m.Tenant is not null && m.HoldsAt(now)).ToList();
        return new TenantStanding(tenant, state, snapshot.SpentNanos(tenant, now), snapshot.CapNanos(tenant, now), snapshot.BaseCapNanos(tenant), snapshot.RatePerMinute(tenant, now), verdict.RatePercent, pause, step, rules)
        {
            Measures = measures,
            Overrides = [.. snapshot.OverridesFor(tenant).Where(o => o.Tenant is not null && o.StateAt(now) is OverrideState.Running or OverrideState.Waiting)],
            SinceMicros = pause?.SinceMicros ?? (step != LadderStep.Normal ? snapshot.StepRow(tenant)?.ChangedAtMicros : measures.Count > 0 ? measures.Min(m => m.SinceMicros) : null),
            PeakPerMinute = snapshot.Limits.GetValueOrDefault(tenant)?.PeakPerMinute,
            CeilingNanos = snapshot.Limits.GetValueOrDefault(tenant)?.CeilingNanos,
            HasOwnLadder = snapshot.Settings.Any(s => s.Tenant == tenant),
        };
    }
}
