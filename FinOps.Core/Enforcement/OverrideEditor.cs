using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>A wish for an override.</summary>
/// <param name="Kind">What it allows.</param>
/// <param name="Scope">For which calls.</param>
/// <param name="Reason">Why; it stays in the audit trail.</param>
/// <param name="UntilUtc">When it ends by itself.</param>
public sealed record OverrideDraft(OverrideKind Kind, EnforcementScope Scope, string Reason, DateTime UntilUtc)
{
    /// <summary>Extra USD a day (cap) or a window (budget); null lifts without a bound.</summary>
    public decimal? AmountUsd { get; init; }

    /// <summary>For <see cref="OverrideKind.RaiseRate"/>: calls per minute.</summary>
    public long? RatePerMinute { get; init; }
}

/// <summary>Grants overrides, has them approved by a second person where they are large, and ends them. Needs <see cref="Permission.OperateEnforcement"/> for the tenant.</summary>
public sealed class OverrideEditor(EnforcementChange changes, MeasureBoard board, StepUp stepUp, TimeProvider time)
{
    /// <summary>What stands in the trail for who approved what a command granted.</summary>
    public const string BreakGlass = "break-glass command";

    /// <summary>Whether a second person is needed: for amounts above the threshold, and for what has no bound where there is a threshold.</summary>
    public static bool NeedsApproval(LadderRules rules, OverrideDraft draft)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(draft);
        return rules.ApprovalAboveNanos is { } most && draft.Kind switch
        {
            OverrideKind.LiftCap or OverrideKind.RaiseBudget => draft.AmountUsd is not { } usd || usd > Money.ToUsd(most),
            OverrideKind.Unpause or OverrideKind.Exempt => true,
            OverrideKind.RaiseRate => false,
        };
    }

    /// <summary>Grants an override, or has it wait for a second person. A command is never kept waiting: it is how one gets on when nobody else can.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate enforcement for the tenant.</exception>
    public async Task<MeasureResult> RequestAsync(OverrideDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        var scope = draft.Scope.Clean();
        actor.Demand(ProtectedActions.GrantOverride.Needs, scope.Tenant);
        draft = draft with { Scope = scope };
        var now = time.NowMicros();
        if (OverrideFaults.Of(draft, now).ToList() is { Count: > 0 } faults)
        {
            return new MeasureResult.Invalid(faults);
        }

        if (stepUp.Check(actor) is { } proof)
        {
            return new MeasureResult.Unproved(proof);
        }

        if (draft.Kind == OverrideKind.Unpause && actor.Via is not (Actor.Web or "cli"))
        {
            return new MeasureResult.Refused("Only a person ends a pause.");
        }

        var snapshot = await board.ReadAsync(cancellation);
        var waits = NeedsApproval(scope.Tenant is { } tenant ? snapshot.RulesOf(tenant) : snapshot.Defaults, draft) && actor.Via != "cli";
        var row = Row(draft, actor, now, waits);
        return await changes.RunAsync(async context =>
        {
            context.Overrides.Add(row);
            AuditTrail.AddSaved(context, actor, "override.request", () => $"override:{row.Id}", null, () => MeasureTexts.Audited(row), row.Reason, row.Tenant, actor.Via == "cli" ? BreakGlass : null);
            await context.SaveChangesAsync(cancellation);
            return new MeasureResult.Saved(row.Id) { IsWaiting = waits };
        }, cancellation);
    }

    /// <summary>Lets an override count that waits. Whoever asked for it cannot approve it.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate enforcement.</exception>
    public Task<MeasureResult> ApproveAsync(int id, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ApproveOverride);
        return changes.RunAsync(async context =>
        {
            if (await FindAsync(context, id, actor, cancellation) is not { } row)
            {
                return new MeasureResult.NotFound();
            }

            var now = time.NowMicros();
            if (row.StateAt(now) != OverrideState.Waiting)
            {
                return new MeasureResult.Conflict(id, row.ApprovedBy ?? row.EndedBy ?? "its end", Instants.ToUtc(row.ApprovedAtMicros ?? row.EndedAtMicros ?? row.UntilMicros));
            }

            if (string.Equals(row.BySubject, actor.Subject, StringComparison.Ordinal) || actor.Via is not Actor.Web)
            {
                return new MeasureResult.Refused("A second person has to approve it, not who asked for it.");
            }

            if (stepUp.Check(actor) is { } proof)
            {
                return new MeasureResult.Unproved(proof);
            }

            (row.ApprovedAtMicros, row.ApprovedBy, row.Version) = (now, actor.Name, row.Version + 1);
            AuditTrail.Add(context, actor, "override.approve", $"override:{id}", new { State = OverrideState.Waiting }, MeasureTexts.Audited(row), row.Reason, row.Tenant, actor.Name);
            await context.SaveChangesAsync(cancellation);
            return new MeasureResult.Saved(id);
        }, cancellation);
    }

    /// <summary>Ends an override before its time, or refuses one that waits.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate enforcement.</exception>
    public async Task<MeasureResult> EndAsync(int id, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EndOverride);
        if (MeasureFaults.OfReason(reason).ToList() is { Count: > 0 } faults)
        {
            return new MeasureResult.Invalid(faults);
        }

        return await changes.RunAsync(async context =>
        {
            if (await FindAsync(context, id, actor, cancellation) is not { } row)
            {
                return new MeasureResult.NotFound();
            }

            var now = time.NowMicros();
            var state = row.StateAt(now);
            if (state is OverrideState.Ended or OverrideState.Refused)
            {
                return new MeasureResult.Conflict(id, row.EndedBy ?? "its end", Instants.ToUtc(row.EndedAtMicros ?? row.UntilMicros));
            }

            (row.EndedAtMicros, row.EndedBy, row.EndReason, row.Version) = (now, actor.Name, reason.Trim(), row.Version + 1);
            AuditTrail.Add(context, actor, state == OverrideState.Waiting ? "override.refuse" : "override.end", $"override:{id}", MeasureTexts.Audited(row), null, row.EndReason, row.Tenant);
            await context.SaveChangesAsync(cancellation);
            return new MeasureResult.Saved(id);
        }, cancellation);
    }

    private static async Task<EnforcementOverride?> FindAsync(FinOpsDbContext context, int id, Actor actor, CancellationToken cancellation) =>
        await context.Overrides.FirstOrDefaultAsync(o => o.Id == id, cancellation) is { } row && actor.TenantsFor(Permission.OperateEnforcement).Allows(row.Tenant) ? row : null;

    private static EnforcementOverride Row(OverrideDraft draft, Actor actor, long now, bool waits) => new()
    {
        Kind = draft.Kind,
        Tenant = draft.Scope.Tenant,
        Feature = draft.Scope.Feature,
        User = draft.Scope.User,
        Model = draft.Scope.Model,
        AmountNanos = draft.Kind is OverrideKind.LiftCap or OverrideKind.RaiseBudget && draft.AmountUsd is { } usd ? Money.ToNanos(usd) : null,
        RatePerMinute = draft.Kind == OverrideKind.RaiseRate ? draft.RatePerMinute : null,
        Reason = draft.Reason.Trim(),
        BySubject = actor.Subject,
        By = actor.Name,
        RequestedAtMicros = now,
        UntilMicros = Instants.ToMicros(draft.UntilUtc),
        NeedsApproval = waits,
    };
}
