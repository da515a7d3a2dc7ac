using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>A wish to degrade, tighten or pause calls.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Scope">To which calls; at least one key.</param>
/// <param name="Reason">Why; it stays in the audit trail.</param>
/// <param name="UntilUtc">When it ends by itself; null to leave it open.</param>
/// <param name="Incident">The incident it answers, if there is one.</param>
public sealed record MeasureCommand(MeasureKind Kind, EnforcementScope Scope, string Reason, DateTime? UntilUtc, string? Incident)
{
    /// <summary>For <see cref="MeasureKind.Tighten"/>: the part of the rate that stays, in percent.</summary>
    public int Percent { get; init; } = 50;

    /// <summary>For <see cref="MeasureKind.Degrade"/>: the model to use instead; empty leaves the choice to the caller.</summary>
    public string DegradeTo { get; init; } = "";
}

/// <summary>Puts measures in force and lifts them. Needs <see cref="Permission.OperateEnforcement"/> for the tenant, or for all where none is named.</summary>
public sealed class MeasureEditor(EnforcementChange changes, StepUp stepUp, TimeProvider time)
{
    /// <summary>Puts a measure in force, in this process before it returns. The same measure twice is a conflict that names the first.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate enforcement for the tenant.</exception>
    public async Task<MeasureResult> ApplyAsync(MeasureCommand command, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(actor);
        var scope = command.Scope.Clean();
        actor.Demand(ProtectedActions.ApplyMeasure.Needs, scope.Tenant);
        var now = time.NowMicros();
        if (MeasureFaults.Of(command with { Scope = scope }, now).ToList() is { Count: > 0 } faults)
        {
            return new MeasureResult.Invalid(faults);
        }

        return await changes.RunAsync(async context =>
        {
            return await TwinAsync(context, command.Kind, scope, now, cancellation) is { } twin
                ? new MeasureResult.Conflict(twin.Id, twin.By, Instants.ToUtc(twin.SinceMicros))
                : await StoreAsync(context, command with { Scope = scope }, actor, now, cancellation);
        }, cancellation);
    }

    /// <summary>Ends a measure. A pause is only ended by a person who proved who they are, or by a command: never by a machine.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate enforcement.</exception>
    public async Task<MeasureResult> LiftAsync(int id, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.LiftMeasure);
        if (MeasureFaults.OfReason(reason).ToList() is { Count: > 0 } faults)
        {
            return new MeasureResult.Invalid(faults);
        }

        return await changes.RunAsync(async context =>
        {
            var measure = await context.Measures.FirstOrDefaultAsync(m => m.Id == id, cancellation);
            if (measure is null || !actor.TenantsFor(ProtectedActions.LiftMeasure.Needs).Allows(measure.Tenant))
            {
                return new MeasureResult.NotFound();
            }

            var now = time.NowMicros();
            if (!measure.HoldsAt(now))
            {
                return new MeasureResult.Conflict(id, measure.LiftedBy ?? "its end", Instants.ToUtc(measure.LiftedAtMicros ?? measure.UntilMicros ?? now));
            }

            if (measure.Kind == MeasureKind.Pause && actor.Via is not (Actor.Web or "cli"))
            {
                return new MeasureResult.Refused("Only a person ends a pause.");
            }

            if (measure.Kind == MeasureKind.Pause && stepUp.Check(actor) is { } proof)
            {
                return new MeasureResult.Unproved(proof);
            }

            (measure.LiftedAtMicros, measure.LiftedBy, measure.LiftReason, measure.Version) = (now, actor.Name, reason.Trim(), measure.Version + 1);
            AuditTrail.Add(context, actor, "measure.lift", $"measure:{id}", MeasureTexts.Audited(measure), null, measure.LiftReason, measure.Tenant);
            await PauseAlerts.RecoverAsync(context, measure, $"{actor.Name} ended the pause: {measure.LiftReason}", cancellation);
            await context.SaveChangesAsync(cancellation);
            return new MeasureResult.Saved(id);
        }, cancellation);
    }

    /// <summary>The same measure, where it is in force.</summary>
    internal static async Task<EnforcementMeasure?> TwinAsync(FinOpsDbContext context, MeasureKind kind, EnforcementScope scope, long now, CancellationToken cancellation)
    {
        var twins = await context.Measures.AsNoTracking().Where(m => m.Kind == kind && m.LiftedAtMicros == null && m.Tenant == scope.Tenant && m.Feature == scope.Feature
            && m.User == scope.User && m.Model == scope.Model).OrderBy(m => m.Id).ToListAsync(cancellation);
        return twins.Find(m => m.HoldsAt(now));
    }

    private static async Task<MeasureResult> StoreAsync(FinOpsDbContext context, MeasureCommand command, Actor actor, long now, CancellationToken cancellation)
    {
        var measure = new EnforcementMeasure
        {
            Kind = command.Kind,
            Source = actor.Via is not "job" ? MeasureSource.Person : command.Incident is null ? MeasureSource.Rule : MeasureSource.Incident,
            Tenant = command.Scope.Tenant,
            Feature = command.Scope.Feature,
            User = command.Scope.User,
            Model = command.Scope.Model,
            Percent = command.Kind == MeasureKind.Tighten ? command.Percent : 0,
            DegradeTo = command.Kind == MeasureKind.Degrade ? command.DegradeTo.Trim() : "",
            Reason = command.Reason.Trim(),
            Incident = command.Incident,
            BySubject = actor.Subject,
            By = actor.Name,
            SinceMicros = now,
            UntilMicros = command.UntilUtc is { } until ? Instants.ToMicros(until) : null,
        };
        context.Measures.Add(measure);
        AuditTrail.AddSaved(context, actor, "measure.apply", () => $"measure:{measure.Id}", null, () => MeasureTexts.Audited(measure), measure.Reason, measure.Tenant);
        await context.SaveChangesAsync(cancellation);
        if (measure.Kind == MeasureKind.Pause)
        {
            await PauseAlerts.RaiseAsync(context, measure, cancellation);
            await context.SaveChangesAsync(cancellation);
        }

        return new MeasureResult.Saved(measure.Id);
    }
}
