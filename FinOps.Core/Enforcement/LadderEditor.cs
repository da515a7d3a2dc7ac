using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>Changes the ladder of a tenant, or the defaults. Needs <see cref="Permission.OperateEnforcement"/>, for all tenants where the defaults change.</summary>
public sealed class LadderEditor(EnforcementChange changes, StepUp stepUp, TimeProvider time)
{
    /// <summary>Stores what is set; everything that is null comes from the defaults.</summary>
    /// <param name="wanted">The settings; its version is the one that was seen, 0 for new ones.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not set this tenant's ladder.</exception>
    public async Task<MeasureResult> SaveAsync(LadderSettings wanted, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditLadder.Needs, wanted.Tenant.Length == 0 ? null : wanted.Tenant);
        if (LadderFaults.Of(wanted).Concat(MeasureFaults.OfReason(reason)).ToList() is { Count: > 0 } faults)
        {
            return new MeasureResult.Invalid(faults);
        }

        if (stepUp.Check(actor) is { } proof)
        {
            return new MeasureResult.Unproved(proof);
        }

        return await changes.RunAsync(async context =>
        {
            var row = await context.LadderSettings.FirstOrDefaultAsync(s => s.Tenant == wanted.Tenant, cancellation);
            if ((row?.Version ?? 0) != wanted.Version)
            {
                return new MeasureResult.Conflict(row?.Id ?? 0, row?.ChangedBy ?? "somebody who removed it", Instants.ToUtc(row?.ChangedAtMicros ?? time.NowMicros()));
            }

            var before = row is null ? null : LadderTexts.Audited(row);
            row ??= context.LadderSettings.Add(new LadderSettings { Tenant = wanted.Tenant }).Entity;
            var (id, version) = (row.Id, row.Version);
            Copy(wanted, row);
            (row.Id, row.Version, row.ChangedBy, row.ChangedAtMicros) = (id, version + 1, actor.Name, time.NowMicros());
            AuditTrail.Add(context, actor, "ladder.edit", LadderTexts.Target(row), before, LadderTexts.Audited(row), reason.Trim(), LadderTexts.TenantOf(row));
            await context.SaveChangesAsync(cancellation);
            return new MeasureResult.Saved(row.Id);
        }, cancellation);
    }

    /// <summary>Removes what is set for a tenant, so that the defaults hold again.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not set this tenant's ladder.</exception>
    public async Task<MeasureResult> ResetAsync(string tenant, int version, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditLadder.Needs, tenant.Length == 0 ? null : tenant);
        if (MeasureFaults.OfReason(reason).ToList() is { Count: > 0 } faults)
        {
            return new MeasureResult.Invalid(faults);
        }

        if (stepUp.Check(actor) is { } proof)
        {
            return new MeasureResult.Unproved(proof);
        }

        return await changes.RunAsync(async context =>
        {
            if (await context.LadderSettings.FirstOrDefaultAsync(s => s.Tenant == tenant, cancellation) is not { } row)
            {
                return new MeasureResult.NotFound();
            }

            if (row.Version != version)
            {
                return new MeasureResult.Conflict(row.Id, row.ChangedBy, Instants.ToUtc(row.ChangedAtMicros));
            }

            context.LadderSettings.Remove(row);
            AuditTrail.Add(context, actor, "ladder.reset", LadderTexts.Target(row), LadderTexts.Audited(row), null, reason.Trim(), LadderTexts.TenantOf(row));
            await context.SaveChangesAsync(cancellation);
            return new MeasureResult.Saved(row.Id);
        }, cancellation);
    }

    private static void Copy(LadderSettings from, LadderSettings to)
    {
        (to.RateMode, to.RatePerMinute, to.RateFactorPercent) = (from.RateMode, from.RatePerMinute, from.RateFactorPercent);
        (to.CapMode, to.CapNanos, to.CapFactorPercent) = (from.CapMode, from.CapNanos, from.CapFactorPercent);
        (to.NearPercent, to.NearRatePercent, to.CapRatePercent, to.RelaxPoints) = (from.NearPercent, from.NearRatePercent, from.CapRatePercent, from.RelaxPoints);
        (to.KillSwitchMode, to.KillSwitchCentiZ, to.BudgetMode, to.DegradeMode) = (from.KillSwitchMode, from.KillSwitchCentiZ, from.BudgetMode, from.DegradeMode);
        (to.DegradeTo, to.DeniesUnpriced, to.FailsClosed, to.ApprovalAboveNanos) = (from.DegradeTo?.Trim(), from.DeniesUnpriced, from.FailsClosed, from.ApprovalAboveNanos);
    }
}

/// <summary>The ladder's settings in the audit trail.</summary>
internal static class LadderTexts
{
    public static string Target(LadderSettings row) => row.Tenant.Length == 0 ? "ladder:defaults" : $"ladder:{row.Tenant}";

    public static string? TenantOf(LadderSettings row) => row.Tenant.Length == 0 ? null : row.Tenant;

    public static object Audited(LadderSettings row) => new
    {
        row.RateMode, row.RatePerMinute, row.RateFactorPercent, row.CapMode, CapUsd = Usd(row.CapNanos), row.CapFactorPercent, row.NearPercent, row.NearRatePercent, row.CapRatePercent, row.RelaxPoints,
        row.KillSwitchMode, KillSwitchZ = row.KillSwitchCentiZ / 100m, row.BudgetMode, row.DegradeMode, row.DegradeTo, row.DeniesUnpriced, row.FailsClosed, ApprovalAboveUsd = Usd(row.ApprovalAboveNanos),
    };

    private static string? Usd(long? nanos) => nanos is { } known ? Money.ToExactText(known) : null;
}

/// <summary>Tells what is wrong with settings of the ladder, field by field.</summary>
internal static class LadderFaults
{
    public static IEnumerable<MeasureFault> Of(LadderSettings set) => new[]
    {
        Within(nameof(set.RatePerMinute), set.RatePerMinute, 1, 100_000_000, "calls per minute"),
        Within(nameof(set.RateFactorPercent), set.RateFactorPercent, 100, 10_000, "percent of the peak"),
        Within(nameof(set.CapNanos), set.CapNanos, 1, long.MaxValue, "an amount above 0"),
        Within(nameof(set.CapFactorPercent), set.CapFactorPercent, 100, 10_000, "percent of the ceiling"),
        Within(nameof(set.NearPercent), set.NearPercent, 1, 99, "percent of the cap"),
        Within(nameof(set.NearRatePercent), set.NearRatePercent, 1, 100, "percent of the rate"),
        Within(nameof(set.CapRatePercent), set.CapRatePercent, 0, 100, "percent of the rate, 0 to stop"),
        Within(nameof(set.RelaxPoints), set.RelaxPoints, 0, 50, "points"),
        Within(nameof(set.KillSwitchCentiZ), set.KillSwitchCentiZ, 100, 10_000, "a z-score of 1 to 100"),
        Within(nameof(set.ApprovalAboveNanos), set.ApprovalAboveNanos, 0, long.MaxValue, "an amount from 0 on"),
        set.DegradeTo is { Length: > LadderModel.KeyLength } ? new MeasureFault(nameof(set.DegradeTo), $"At most {LadderModel.KeyLength} characters.") : null,
        set.Tenant.Length > LadderModel.KeyLength ? new MeasureFault(nameof(set.Tenant), $"At most {LadderModel.KeyLength} characters.") : null,
        set is { NearRatePercent: { } near, CapRatePercent: { } cap } && cap > near ? new MeasureFault(nameof(set.CapRatePercent), "Above the cap not more may be left than near it.") : null,
    }.OfType<MeasureFault>();

    private static MeasureFault? Within(string field, long? value, long least, long most, string what) =>
        value is null || (value >= least && value <= most) ? null : new MeasureFault(field, most == long.MaxValue ? $"Give {what}." : FormattableString.Invariant($"Allowed: {least:N0} to {most:N0} ({what})."));
}
