using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>What the kill switch did.</summary>
public enum KillSwitchOutcome
{
    /// <summary>It is off for the tenant, the score is not high enough, or it has answered this incident before.</summary>
    Nothing,

    /// <summary>It is in shadow mode: people were told that it would have paused.</summary>
    WouldHavePaused,
    Paused,
}

/// <summary>Pauses a tenant whose spend leaves its past so far behind that nobody should have to be awake for it. It answers an incident once: what a person lifted stays lifted.</summary>
public sealed class KillSwitch(IDbContextFactory<FinOpsDbContext> contexts, MeasureBoard board, MeasureEditor measures)
{
    /// <summary>Considers a score of a whole tenant.</summary>
    /// <param name="tenant">The tenant's key.</param>
    /// <param name="z">How many standard deviations its spend is above what was expected.</param>
    /// <param name="incident">What it belongs to; answered once.</param>
    /// <param name="text">What happened, in a sentence.</param>
    /// <param name="actor">The job that scores.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate enforcement for the tenant.</exception>
    public async Task<KillSwitchOutcome> ConsiderAsync(string tenant, double z, string incident, string text, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.OperateEnforcement, tenant);
        var rules = (await board.ReadAsync(cancellation)).RulesOf(tenant);
        if (rules.KillSwitchMode == RuleMode.Off || !(z * 100 > rules.KillSwitchCentiZ))
        {
            return KillSwitchOutcome.Nothing;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Measures.AnyAsync(m => m.Incident == incident && m.Tenant == tenant && m.Kind == MeasureKind.Pause, cancellation))
        {
            return KillSwitchOutcome.Nothing;
        }

        if (rules.KillSwitchMode == RuleMode.Enforced)
        {
            var command = new MeasureCommand(MeasureKind.Pause, EnforcementScope.OfTenant(tenant), $"Kill switch: {text}", null, incident);
            return await measures.ApplyAsync(command, actor, cancellation) is MeasureResult.Saved ? KillSwitchOutcome.Paused : KillSwitchOutcome.Nothing;
        }

        var isNews = await AlertTrail.RaiseAsync(context, new AlertFact(AlertKind.TenantPaused, AlertSeverity.Warning, $"tenant:{tenant}", $"shadow:{incident}", "",
            $"The kill switch would have paused {tenant}", $"{text} The kill switch is in shadow mode for this tenant, so nothing was held back.", EnforcementPaths.Console(tenant), tenant), cancellation);
        await context.SaveChangesAsync(cancellation);
        return isNews ? KillSwitchOutcome.WouldHavePaused : KillSwitchOutcome.Nothing;
    }
}
