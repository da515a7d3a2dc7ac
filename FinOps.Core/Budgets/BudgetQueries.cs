using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>How a budget stands.</summary>
public enum BudgetHealth
{
    /// <summary>It covers no time now: it begins later, or has ended.</summary>
    Idle,
    Fine,

    /// <summary>At its second highest threshold or beyond it.</summary>
    Near,

    /// <summary>At its amount or beyond it.</summary>
    Over,
}

/// <summary>A budget with its current window. Money is nano-USD.</summary>
/// <param name="Now">What applies now; null while it covers no time.</param>
public sealed record BudgetRow(Budget Budget, BudgetScope Scope, AppliedBudget? Now)
{
    public long PostedNanos => Now?.PostedNanos ?? 0;

    /// <summary>The amount of the current window; of an idle budget what it would be.</summary>
    public long AmountNanos => Now?.AmountNanos ?? Budget.AmountNanos;

    /// <summary>What is spent as a share of the amount; null while it covers no time.</summary>
    public double? Used => Now is { AmountNanos: > 0 } now ? (double)now.PostedNanos / now.AmountNanos : null;

    public IReadOnlyList<int> Percents => BudgetThresholds.Read(Budget.Thresholds) ?? [];

    public BudgetHealth Health => Now is not { } now ? BudgetHealth.Idle
        : now.PostedNanos >= now.AmountNanos ? BudgetHealth.Over
        : Percents.Where(p => p < 100).DefaultIfEmpty(80).Max() is var near && now.PostedNanos >= BudgetThresholds.NanosOf(now.AmountNanos, near) ? BudgetHealth.Near
        : BudgetHealth.Fine;
}

/// <summary>A window that is over or runs, as it was posted. Money is nano-USD.</summary>
public sealed record BudgetPast(DateTime StartUtc, DateTime EndUtc, long LimitNanos, long PostedNanos);

/// <summary>
/// Reads budgets. A budget that names a tenant is there for who may see that tenant; one that names none is of all tenants' usage, and only there for who may
/// see all. Others do not exist.
/// </summary>
public sealed class BudgetQueries(IDbContextFactory<FinOpsDbContext> contexts, BudgetSnapshots snapshots, TimeProvider time)
{
    private const int MostPast = 400;

    /// <summary>All budgets that are not removed, by scope, period and first day.</summary>
    public async Task<IReadOnlyList<BudgetRow>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await RowsAsync(context, await context.Budgets.AsNoTracking().Where(b => !b.IsDeleted).ToListAsync(cancellation), actor, cancellation);
    }

    /// <summary>One budget, removed ones included; null when there is none, or not for this actor.</summary>
    public async Task<BudgetRow?> FindAsync(int id, Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return (await RowsAsync(context, await context.Budgets.AsNoTracking().Where(b => b.Id == id).ToListAsync(cancellation), actor, cancellation)).FirstOrDefault();
    }

    /// <summary>The windows with spend, newest first, of a budget that the actor may see.</summary>
    public async Task<IReadOnlyList<BudgetPast>> WindowsAsync(int id, int most, Actor actor, CancellationToken cancellation)
    {
        if (await FindAsync(id, actor, cancellation) is not { } row)
        {
            return [];
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var windows = await context.BudgetWindows.AsNoTracking().Where(w => w.BudgetId == id && w.Grain == row.Budget.Period)
            .OrderByDescending(w => w.StartMicros).Take(Math.Min(most, MostPast)).ToListAsync(cancellation);
        return [.. windows.Select(w => new BudgetPast(Instants.ToUtc(w.StartMicros), Instants.ToUtc(w.EndMicros), w.LimitNanos, w.PostedNanos))];
    }

    /// <summary>The changes of a budget that the actor may see, newest first.</summary>
    public async Task<IReadOnlyList<BudgetRevision>> HistoryAsync(int id, Actor actor, CancellationToken cancellation)
    {
        if (await FindAsync(id, actor, cancellation) is null)
        {
            return [];
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.BudgetRevisions.AsNoTracking().Where(r => r.BudgetId == id).OrderByDescending(r => r.Version).Take(MostPast).ToListAsync(cancellation);
    }

    private async Task<IReadOnlyList<BudgetRow>> RowsAsync(FinOpsDbContext context, IReadOnlyList<Budget> budgets, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var scopeOf = await BudgetScopes.ReadAsync(context, budgets, cancellation);
        var snapshot = await snapshots.RefreshAsync(cancellation);
        var applied = snapshot.All(time.GetUtcNow().UtcDateTime).ToDictionary(a => a.BudgetId);
        return [.. budgets.Select(b => new BudgetRow(b, scopeOf(b), b.IsDeleted ? null : applied.GetValueOrDefault(b.Id)))
            .Where(r => actor.Sees.Allows(r.Scope.Tenant.Length == 0 ? null : r.Scope.Tenant))
            .OrderBy(r => r.Scope.Feature, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Scope.Tenant, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Scope.Text, StringComparer.OrdinalIgnoreCase)
            .ThenBy(r => r.Budget.Period).ThenBy(r => r.Budget.ValidFrom)];
    }
}
