namespace FinOps.Core.Incidents;

/// <summary>
/// Finds the incident that explains another one, so that a runaway of one tenant is told once and not also for its feature and its model:
/// a tenant's feature belongs to the tenant; a feature or model belongs to the tenant that causes most of its excess.
/// </summary>
internal sealed class IncidentFamily(ContributorFinder contributors)
{
    private const decimal Most = 0.6m;

    /// <summary>So many are explained in one pass at most, for each reads records.</summary>
    private const int MostExplained = 12;

    public async Task<Opening> PlaceAsync(ScopeScore score, int fromHour, ScoringPass pass, List<Incident> open, List<Opening> openings, CancellationToken cancellation)
    {
        var scope = score.Scope;
        var (ofTenant, opened) = scope.Kind == ScopeKind.TenantFeature ? OfTenant(scope.TenantId, open, openings) : (null, null);
        if (ofTenant is not null || opened is not null)
        {
            return new Opening(score, fromHour, Explanation.None) { ParentIncident = ofTenant, ParentOpening = opened };
        }

        var explanation = openings.Count(o => o.Explanation != Explanation.None) < MostExplained
            ? await contributors.FindAsync(scope.Key, fromHour, pass.Now, cancellation)
            : Explanation.None;
        var (parent, parentOpening) = scope.Kind switch
        {
            ScopeKind.Tenant => OfItsFeature(scope.TenantId, explanation, open),
            ScopeKind.Feature or ScopeKind.Model => OfItsTenant(explanation, open, openings),
            ScopeKind.TenantFeature => (null, null),
        };
        return new Opening(score, fromHour, explanation) { ParentIncident = parent, ParentOpening = parentOpening };
    }

    private static (Incident?, Opening?) OfTenant(int tenant, List<Incident> open, List<Opening> openings) => (
        open.FirstOrDefault(i => i is { Kind: ScopeKind.Tenant, ParentId: null } && i.TenantId == tenant),
        openings.FirstOrDefault(o => o.Score.Scope.Kind == ScopeKind.Tenant && o.Score.Scope.TenantId == tenant && o is { ParentIncident: null, ParentOpening: null }));

    /// <summary>A feature of the tenant that is known already and explains most of what the tenant spends too much.</summary>
    private static (Incident?, Opening?) OfItsFeature(int tenant, Explanation explanation, List<Incident> open)
    {
        var known = open.Where(i => i is { Kind: ScopeKind.TenantFeature, ParentId: null } && i.TenantId == tenant).MaxBy(i => i.BurnNanos);
        return known is not null && known.ExcessNanos >= explanation.ExcessNanos * Most ? (known, null) : (null, null);
    }

    private static (Incident?, Opening?) OfItsTenant(Explanation explanation, List<Incident> open, List<Opening> openings)
    {
        var main = explanation.Items.FirstOrDefault(c => c.Dimension == "tenant");
        if (main is null || main.ExcessNanos < explanation.ExcessNanos * Most)
        {
            return (null, null);
        }

        var top = open.Where(i => i is { ParentId: null, TenantId: not 0 }).Where(i => KeyIs(i.Contributors, main.Key)).MaxBy(i => i.BurnNanos);
        return (top, top is null ? openings.FirstOrDefault(o => o is { ParentIncident: null, ParentOpening: null } && o.Score.Scope.TenantId != 0 && KeyIs(o.Explanation, main.Key)) : null);
    }

    private static bool KeyIs(string contributors, string tenant) => KeyIs(Explanation.Of(contributors), tenant);

    private static bool KeyIs(Explanation explanation, string tenant) => explanation.Items.FirstOrDefault(c => c.Dimension == "tenant")?.Key == tenant;
}
