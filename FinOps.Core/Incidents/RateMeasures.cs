using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Core.Data;

namespace FinOps.Core.Incidents;

/// <summary>Makes calls cheaper where the cost-rate guard is on, as far as the tenant's ladder allows; it ends by itself.</summary>
internal sealed class RateMeasures(MeasureBoard board, MeasureEditor editor)
{
    /// <summary>Tells callers to use a cheaper model for a while. Safe to repeat: what is in force already stays as it is.</summary>
    public async Task DegradeAsync(string tenant, string? feature, string reason, long untilMicros, CancellationToken cancellation)
    {
        var rules = (await board.ReadAsync(cancellation)).RulesOf(tenant);
        if (rules.DegradeMode == RuleMode.Enforced)
        {
            var command = new MeasureCommand(MeasureKind.Degrade, new EnforcementScope(tenant, feature, null, null), reason, Instants.ToUtc(untilMicros), null) { DegradeTo = rules.DegradeTo };
            await editor.ApplyAsync(command, Actor.System("CostRateGuard", "job"), cancellation);
        }
    }
}
