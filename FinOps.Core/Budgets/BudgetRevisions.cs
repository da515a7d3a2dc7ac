using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>Rows of the history.</summary>
internal static class BudgetRevisions
{
    public static BudgetRevision Of(Budget b, BudgetChangeKind kind, string reason) => new()
    {
        BudgetId = b.Id, Version = b.Version, Kind = kind, AmountNanos = b.AmountNanos, IsHard = b.IsHard, BurstPercent = b.BurstPercent, Thresholds = b.Thresholds,
        TimeZone = b.TimeZone, Owner = b.Owner, Note = b.Note, ValidFrom = b.ValidFrom, ValidTo = b.ValidTo, IsDeleted = b.IsDeleted,
        Reason = reason.Length <= BudgetModel.NoteLength ? reason : reason[..BudgetModel.NoteLength], ChangedBy = b.ChangedBy, ChangedAtMicros = b.ChangedAtMicros,
    };
}

/// <summary>From the ids of budgets to the names they are limited to.</summary>
internal static class BudgetScopes
{
    private const int IdsPerQuery = 1_000;

    /// <summary>Reads the names of some budgets.</summary>
    public static async Task<Func<Budget, BudgetScope>> ReadAsync(FinOpsDbContext context, IReadOnlyCollection<Budget> budgets, CancellationToken cancellation)
    {
        var names = new Dictionary<int, string> { [0] = "" };
        foreach (var chunk in budgets.SelectMany(b => new[] { b.FeatureId, b.TenantId, b.TeamId, b.EnvironmentId }).Where(id => id != 0).Distinct().Chunk(IdsPerQuery))
        {
            foreach (var d in await context.Dimensions.Where(d => chunk.Contains(d.Id)).Select(d => new { d.Id, d.Key }).ToListAsync(cancellation))
            {
                names[d.Id] = d.Key;
            }
        }

        return b => new BudgetScope(names[b.FeatureId], names[b.TenantId], names[b.TeamId], b.Model, names[b.EnvironmentId]);
    }
}
