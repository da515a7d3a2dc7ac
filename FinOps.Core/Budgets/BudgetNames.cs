using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>The names that drafts are limited to, and their ids; a name that no usage has mentioned yet is stored when a budget needs it.</summary>
internal sealed class BudgetNames
{
    private const int NamesPerQuery = 500;
    private readonly Dictionary<(DimensionKind Kind, string Key), Dimension> known = [];
    private readonly HashSet<string> models = new(StringComparer.Ordinal);

    public static async Task<BudgetNames> OpenAsync(FinOpsDbContext context, IReadOnlyCollection<BudgetScope> scopes, CancellationToken cancellation)
    {
        var names = new BudgetNames();
        await names.LoadAsync(context, DimensionKind.Feature, scopes.Select(s => s.Feature), cancellation);
        await names.LoadAsync(context, DimensionKind.Tenant, scopes.Select(s => s.Tenant), cancellation);
        await names.LoadAsync(context, DimensionKind.Team, scopes.Select(s => s.Team), cancellation);
        await names.LoadAsync(context, DimensionKind.Environment, scopes.Select(s => s.Environment), cancellation);
        foreach (var chunk in scopes.Select(s => s.Model).Where(m => m.Length > 0).Distinct(StringComparer.Ordinal).Chunk(NamesPerQuery))
        {
            names.models.UnionWith(await context.Dimensions.Where(d => d.Kind == DimensionKind.Model && chunk.Contains(d.Key)).Select(d => d.Key).ToListAsync(cancellation));
        }

        return names;
    }

    /// <summary>The parts of a scope that nothing has mentioned yet, in words.</summary>
    public IEnumerable<string> Unknown(BudgetScope scope) =>
        scope.Parts.Where(p => p.Part == "model" ? !models.Contains(p.Name) : IdOf(KindOf(p.Part), p.Name) == 0).Select(p => $"{p.Part} {p.Name}");

    /// <summary>Puts the ids of a scope into a budget; names that are new are added to the context first, and have their ids once it is saved.</summary>
    public void Assign(Budget budget, BudgetScope scope) => (budget.FeatureId, budget.TenantId, budget.TeamId, budget.EnvironmentId, budget.Model) = (
        IdOf(DimensionKind.Feature, scope.Feature), IdOf(DimensionKind.Tenant, scope.Tenant), IdOf(DimensionKind.Team, scope.Team), IdOf(DimensionKind.Environment, scope.Environment), scope.Model);

    /// <summary>The names of a scope that have to be stored.</summary>
    public void AddMissing(FinOpsDbContext context, BudgetScope scope, long nowMicros)
    {
        foreach (var (part, name) in scope.Parts.Where(p => p.Part != "model" && !known.ContainsKey((KindOf(p.Part), p.Name))))
        {
            known[(KindOf(part), name)] = context.Dimensions.Add(new Dimension { Kind = KindOf(part), Key = name, FirstSeenAtMicros = nowMicros }).Entity;
        }
    }

    private static DimensionKind KindOf(string part) => part switch
    {
        "feature" => DimensionKind.Feature,
        "tenant" => DimensionKind.Tenant,
        "team" => DimensionKind.Team,
        _ => DimensionKind.Environment,
    };

    private int IdOf(DimensionKind kind, string name) => name.Length > 0 && known.TryGetValue((kind, name), out var found) ? found.Id : 0;

    private async Task LoadAsync(FinOpsDbContext context, DimensionKind kind, IEnumerable<string> keys, CancellationToken cancellation)
    {
        foreach (var chunk in keys.Where(k => k.Length > 0).Distinct(StringComparer.Ordinal).Chunk(NamesPerQuery))
        {
            foreach (var found in await context.Dimensions.AsNoTracking().Where(d => d.Kind == kind && d.Parent == "" && chunk.Contains(d.Key)).ToListAsync(cancellation))
            {
                known[(kind, found.Key)] = found;
            }
        }
    }
}
