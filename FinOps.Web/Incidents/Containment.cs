using FinOps.Core.Enforcement;
using FinOps.Core.Incidents;

namespace FinOps.Web.Incidents;

/// <summary>What can be contained about an incident: its scope, and what explains it.</summary>
public static class Containment
{
    /// <summary>The scopes to choose from, the narrowest that explains most of it first.</summary>
    public static IReadOnlyList<EnforcementScope> Targets(IncidentRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var why = Explanation.Of(row.Incident.Contributors);
        var tenant = Some(row.Tenant) ?? Top(why, "tenant");
        var feature = Some(row.Feature) ?? why.Chain.FirstOrDefault(c => c.Dimension == "feature")?.Key;
        var user = why.Chain.FirstOrDefault(c => c.Dimension == "user")?.Key;
        var found = new List<EnforcementScope>();
        if (tenant is not null)
        {
            Add(new EnforcementScope(tenant, null, user, null), user is not null);
            Add(new EnforcementScope(tenant, feature, null, null), feature is not null);
            Add(new EnforcementScope(tenant, null, null, null), true);
        }

        Add(new EnforcementScope(null, feature, null, null), row.Incident.Kind == ScopeKind.Feature);
        Add(new EnforcementScope(null, null, null, Some(row.Model)), row.Incident.Kind == ScopeKind.Model);
        return found;

        void Add(EnforcementScope scope, bool isFit)
        {
            if (isFit && !scope.IsEverything && !found.Contains(scope))
            {
                found.Add(scope);
            }
        }
    }

    /// <summary>What a measure does to calls, in plain numbers.</summary>
    /// <param name="calls">Calls of the scope in the last hour.</param>
    public static string Effect(MeasureKind kind, EnforcementScope scope, long calls, int percent)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var which = $"about {Costs.CostFormat.ExactCount(calls)} {(calls == 1 ? "call" : "calls")} an hour of {scope}";
        return kind switch
        {
            MeasureKind.Degrade => $"Tells {which} to use a cheaper model; nothing is denied.",
            MeasureKind.Tighten => $"Lets {percent} % of the rate of {scope} through; of {which} the others are denied.",
            MeasureKind.Pause => $"Denies {which}. Calls in flight may finish.",
        };
    }

    private static string? Top(Explanation why, string dimension) => why.Items.FirstOrDefault(c => c.Dimension == dimension)?.Key is { Length: > 0 } key ? key : null;

    private static string? Some(string key) => key.Length == 0 ? null : key;
}
