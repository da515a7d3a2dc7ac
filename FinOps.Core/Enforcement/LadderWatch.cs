using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>
/// Moves tenants along the ladder as their spend says, and tells of overrides that end soon and pauses that ended. Several processes may look at
/// once: whoever moves a tenant first is the one that tells of it.
/// </summary>
public sealed class LadderWatch(MeasureBoard board, EnforcementChange changes, TimeProvider time)
{
    /// <summary>An override is told to end so long before.</summary>
    internal const long WarnMicros = 15 * 60 * Instants.MicrosPerSecond;
    private static readonly Actor Self = Actor.System("Enforcement", "job");

    /// <summary>Compares spend with caps, and moves who belongs elsewhere.</summary>
    /// <returns>How many tenants moved.</returns>
    public async Task<int> MoveAsync(CancellationToken cancellation)
    {
        var snapshot = board.Current;
        var wanted = snapshot.Days.Keys.Concat(snapshot.NamedTenants()).Distinct(StringComparer.Ordinal).Where(t => Moves(snapshot, t) is not null).ToList();
        var moved = 0;
        if (wanted.Count > 0)
        {
            await changes.RunAsync(async context =>
            {
                moved = 0;
                foreach (var tenant in wanted)
                {
                    moved += await MoveAsync(context, snapshot, tenant, cancellation) ? 1 : 0;
                }

                await context.SaveChangesAsync(cancellation);
                return moved > 0 ? new MeasureResult.Saved(0) : new MeasureResult.NotFound();
            }, cancellation);
        }

        return moved;
    }

    /// <summary>Tells of overrides that end soon, and that pauses are over whose time has come.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        var now = time.NowMicros();
        var snapshot = board.Current;
        if (snapshot.Overrides.Any(o => EndsSoon(o, now)) || snapshot.Measures.Any(m => HasRunOut(m, now)))
        {
            await changes.RunAsync(context => TellAsync(context, now, cancellation), cancellation);
        }
    }

    private static async Task<MeasureResult> TellAsync(FinOpsDbContext context, long now, CancellationToken cancellation)
    {
        var overrides = await context.Overrides.Where(o => o.EndedAtMicros == null && !o.IsEndTold && o.UntilMicros > now && o.UntilMicros <= now + WarnMicros).ToListAsync(cancellation);
        foreach (var ending in overrides.Where(o => o.HoldsAt(now)))
        {
            ending.IsEndTold = true;
            var until = Instants.ToUtc(ending.UntilMicros).ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);
            await AlertTrail.RaiseAsync(context, new AlertFact(AlertKind.OverrideExpiring, AlertSeverity.Warning, $"override:{ending.Id}", $"{ending.UntilMicros}", "",
                $"Override of {ending.Scope} ends at {until}", $"{OverrideTexts.Of(ending)} for {ending.Scope}, granted by {ending.By}: {ending.Reason}", EnforcementPaths.Console(ending.Tenant), ending.Tenant), cancellation);
        }

        var pauses = await context.Measures.AsNoTracking().Where(m => m.Kind == MeasureKind.Pause && m.LiftedAtMicros == null && m.UntilMicros != null && m.UntilMicros <= now && m.UntilMicros > now - Instants.MicrosPerDay).ToListAsync(cancellation);
        foreach (var over in pauses)
        {
            await PauseAlerts.RecoverAsync(context, over, "The pause reached its end.", cancellation);
        }

        await context.SaveChangesAsync(cancellation);
        return new MeasureResult.Saved(0);
    }

    private static bool EndsSoon(EnforcementOverride running, long now) => !running.IsEndTold && running.HoldsAt(now) && running.UntilMicros <= now + WarnMicros;

    private static bool HasRunOut(EnforcementMeasure measure, long now) => measure is { Kind: MeasureKind.Pause, LiftedAtMicros: null, UntilMicros: { } end } && end <= now;

    /// <summary>The tenant's day and cap, where its step is to change; null where it stays.</summary>
    private (TenantDay Day, long Cap, LadderPlace From, LadderPlace To)? Moves(MeasureSnapshot snapshot, string tenant, LadderState? stored = null)
    {
        var now = time.NowMicros();
        var row = stored ?? snapshot.StepRow(tenant);
        var (start, end) = TenantClock.DayOf(snapshot.Limits.GetValueOrDefault(tenant)?.TimeZone ?? "", now);
        var day = new TenantDay(start, end, snapshot.SpentNanos(tenant, now));
        if (snapshot.CapNanos(tenant, now) is not { } cap)
        {
            // Lifted or without a cap: the step does not count, and is taken back when there is one again.
            return null;
        }

        // A new day begins at the bottom, without counting as a move.
        var from = row is null || row.DayStartMicros != start ? new LadderPlace(LadderStep.Normal, false, long.MinValue / 2) : new LadderPlace(row.Step, row.WasTightened, row.ChangedAtMicros);
        var to = SpendLadder.Next(from, day.SpentNanos, cap, snapshot.RulesOf(tenant), now);
        return to == from ? null : (day, cap, from, to);
    }

    private async Task<bool> MoveAsync(FinOpsDbContext context, MeasureSnapshot snapshot, string tenant, CancellationToken cancellation)
    {
        var row = await context.LadderStates.FirstOrDefaultAsync(s => s.Tenant == tenant, cancellation);
        if (Moves(snapshot, tenant, row ?? new LadderState { Tenant = tenant }) is not { } move)
        {
            return false;
        }

        if (row is null)
        {
            row = context.LadderStates.Add(new LadderState { Tenant = tenant }).Entity;
        }

        var isShadow = snapshot.RulesOf(tenant).CapMode == RuleMode.Shadow;
        (row.Step, row.WasTightened, row.ChangedAtMicros) = (move.To.Step, move.To.WasTightened, move.To.ChangedAtMicros);
        (row.DayStartMicros, row.SpentNanos, row.CapNanos, row.Version) = (move.Day.StartMicros, move.Day.SpentNanos, move.Cap, row.Version + 1);
        var after = new { move.To.Step, SpentUsd = Money.ToExactText(move.Day.SpentNanos), CapUsd = Money.ToExactText(move.Cap), IsShadow = isShadow ? true : (bool?)null };
        AuditTrail.Add(context, Self, move.To.Step > move.From.Step ? "ladder.tighten" : "ladder.relax", $"tenant:{tenant}", new { move.From.Step }, after, null, tenant);
        if (move.To.Step > move.From.Step)
        {
            await AlertTrail.RaiseAsync(context, CapAlert(snapshot.RulesOf(tenant), tenant, move.Day, move.Cap, move.To.Step), cancellation);
        }

        return true;
    }

    private static AlertFact CapAlert(LadderRules rules, string tenant, TenantDay day, long cap, LadderStep step)
    {
        var percent = step == LadderStep.Cap ? 100 : rules.NearPercent;
        var rate = step == LadderStep.Cap ? rules.CapRatePercent : rules.NearRatePercent;
        var effect = rules.CapMode == RuleMode.Shadow ? "The cap is in shadow mode, so nothing is held back."
            : step == LadderStep.Cap && rules.StopsAtCap ? "Further calls are denied until the day ends or the cap is lifted." : $"Its calls go on at {rate} % of their rate.";
        var window = Instants.ToUtc(day.StartMicros).ToString("yyyy-MM-dd'T'HH'Z'", CultureInfo.InvariantCulture);
        return new AlertFact(AlertKind.SpendCap, step == LadderStep.Cap ? AlertSeverity.Critical : AlertSeverity.Warning, $"tenant:{tenant}", window, percent.ToString(CultureInfo.InvariantCulture),
            $"{tenant} reached {percent} % of its daily spend cap", string.Create(CultureInfo.InvariantCulture, $"{tenant} spent ${Money.ToUsd(day.SpentNanos):N2} of ${Money.ToUsd(cap):N2} today. {effect}"),
            EnforcementPaths.Console(tenant), tenant);
    }
}
