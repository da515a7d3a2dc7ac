using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>
/// Takes drafts one after the other, each against what the ones before it left, and stores all that were good together: budgets, their history, audit
/// entries, windows and alerts. A preview takes them and stores nothing.
/// </summary>
internal sealed class BudgetDesk
{
    /// <summary>Why a budget without an end was ended by another one.</summary>
    private const string Follows = "Another budget follows";

    private readonly FinOpsDbContext context;
    private readonly Actor actor;
    private readonly TimeProvider time;
    private readonly BudgetNames names;
    private readonly Dictionary<(BudgetScope Scope, BudgetPeriod Period), List<Budget>> budgets = [];
    private readonly Dictionary<int, (Budget Budget, BudgetScope Scope)> byId;
    private readonly Dictionary<int, string> zoneOfTenant;
    private readonly List<Pending> pending = [];
    private readonly Dictionary<BudgetEdit, Budget> budgetOf = new(ReferenceEqualityComparer.Instance);

    private BudgetDesk(FinOpsDbContext context, Actor actor, TimeProvider time, BudgetNames names, List<(Budget Budget, BudgetScope Scope)> stored, Dictionary<int, string> zoneOfTenant)
    {
        (this.context, this.actor, this.time, this.names, this.zoneOfTenant) = (context, actor, time, names, zoneOfTenant);
        byId = stored.ToDictionary(b => b.Budget.Id);
        stored.ForEach(b => Same(b.Scope, b.Budget.Period).Add(b.Budget));
    }

    /// <summary>Reads what the drafts may touch.</summary>
    public static async Task<BudgetDesk> OpenAsync(FinOpsDbContext context, IReadOnlyCollection<BudgetScope> scopes, Actor actor, TimeProvider time, CancellationToken cancellation)
    {
        actor.Demand(ProtectedActions.EditBudget);
        var stored = await context.Budgets.Where(b => !b.IsDeleted).ToListAsync(cancellation);
        var scopeOf = await BudgetScopes.ReadAsync(context, stored, cancellation);
        var zones = await context.Tenants.Where(t => t.TimeZone != "").Select(t => new { t.Id, t.TimeZone }).ToDictionaryAsync(t => t.Id, t => t.TimeZone, cancellation);
        return new BudgetDesk(context, actor, time, await BudgetNames.OpenAsync(context, scopes, cancellation), [.. stored.Select(b => (b, scopeOf(b)))], zones);
    }

    /// <summary>Takes one draft, or says why not.</summary>
    public BudgetEdit Put(BudgetDraft draft)
    {
        var found = draft.Id is { } id ? Find(id) : Find(draft);
        if (draft.Id is not null && (found is null || !MayEdit(found.Value.Scope)))
        {
            return new BudgetEdit.NotFound("There is no such budget.");
        }

        if (!MayEdit(found?.Scope ?? draft.Scope))
        {
            return new BudgetEdit.Invalid([new BudgetFault("tenant", "This budget is not within the tenants whose budgets you may edit. Name one of them.")]);
        }

        if (found?.Budget is { } known && draft.ExpectedVersion is { } expected && expected != known.Version)
        {
            return new BudgetEdit.Conflict(known.ChangedBy, Instants.ToUtc(known.ChangedAtMicros));
        }

        return Put(draft, found);
    }

    /// <summary>Removes a budget; it stays in the history.</summary>
    public BudgetEdit Remove(int id, int? expectedVersion, string reason)
    {
        if (Find(id) is not { } found || !MayEdit(found.Scope))
        {
            return new BudgetEdit.NotFound("There is no such budget.");
        }

        if (expectedVersion is { } expected && expected != found.Budget.Version)
        {
            return new BudgetEdit.Conflict(found.Budget.ChangedBy, Instants.ToUtc(found.Budget.ChangedAtMicros));
        }

        var before = BudgetTexts.Audited(found.Scope, found.Budget);
        Same(found.Scope, found.Budget.Period).Remove(found.Budget);
        byId.Remove(id);
        found.Budget.IsDeleted = true;
        return Note(found.Budget, found.Scope, BudgetChangeKind.Removed, before, [], reason, null);
    }

    /// <summary>Puts a budget back to what it was before its last change.</summary>
    public async Task<BudgetEdit> UndoAsync(int id, int? expectedVersion, CancellationToken cancellation)
    {
        var budget = await context.Budgets.FirstOrDefaultAsync(b => b.Id == id, cancellation);
        var scope = budget is null ? null : (await BudgetScopes.ReadAsync(context, [budget], cancellation))(budget);
        if (budget is null || !MayEdit(scope!))
        {
            return new BudgetEdit.NotFound("There is no such budget.");
        }

        if (expectedVersion is { } expected && expected != budget.Version)
        {
            return new BudgetEdit.Conflict(budget.ChangedBy, Instants.ToUtc(budget.ChangedAtMicros));
        }

        var earlier = await context.BudgetRevisions.AsNoTracking().Where(r => r.BudgetId == id && r.Version < budget.Version).OrderByDescending(r => r.Version).FirstOrDefaultAsync(cancellation);
        return earlier is null ? await WithdrawAsync(budget, scope!, cancellation) : Restore(budget, scope!, earlier);
    }

    /// <summary>Stores what was taken, with its windows and alerts; the caller's transaction is that of usage.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        if (pending.Count == 0)
        {
            return;
        }

        var now = time.NowMicros();
        foreach (var change in pending.Where(p => p.Kind == BudgetChangeKind.Created))
        {
            names.AddMissing(context, change.Scope, now);
        }

        await context.SaveChangesAsync(cancellation);
        foreach (var change in pending.Where(p => p.Kind == BudgetChangeKind.Created))
        {
            names.Assign(change.Budget, change.Scope);
            context.Budgets.Add(change.Budget);
        }

        // Rows get their ids first: the history, the entries and the windows refer to them.
        await context.SaveChangesAsync(cancellation);
        foreach (var change in pending)
        {
            context.BudgetRevisions.Add(change.Revision());
            AuditTrail.Add(
                context, actor, $"budget.{Verb(change.Kind)}", $"budget:{change.Budget.Id}", change.Before, change.After, change.Reason.Length == 0 ? null : change.Reason,
                change.Scope.Tenant.Length == 0 ? null : change.Scope.Tenant);
        }

        await context.SaveChangesAsync(cancellation);
        await context.Database.ExecuteSqlRawAsync(BudgetSql.Move, cancellation);
        await BudgetFill.ApplyAsync(context, pending.Select(p => p.Budget.Id).ToHashSet(), long.MinValue, now, cancellation);
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>What became of a draft, with the id that its budget has once it is saved.</summary>
    public BudgetEdit Final(BudgetEdit edit) => edit is BudgetEdit.Saved saved && budgetOf.TryGetValue(edit, out var budget) ? saved with { Id = budget.Id } : edit;

    private static string Verb(BudgetChangeKind kind) => kind switch
    {
        BudgetChangeKind.Created => "create",
        BudgetChangeKind.Edited => "edit",
        BudgetChangeKind.Removed => "remove",
        BudgetChangeKind.Undone => "undo",
    };

    private bool MayEdit(BudgetScope scope) => actor.TenantsFor(Permission.EditBudgets).Allows(scope.Tenant.Length == 0 ? null : scope.Tenant);

    private (Budget Budget, BudgetScope Scope)? Find(int id) => byId.TryGetValue(id, out var found) ? found : null;

    /// <summary>The budget of the same scope and period that begins on the draft's day; without a day, the newest that covers today or comes after it, or the newest of all.</summary>
    private (Budget Budget, BudgetScope Scope)? Find(BudgetDraft draft)
    {
        var same = Same(draft.Scope, draft.Period).OrderByDescending(b => b.ValidFrom).ToList();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var found = draft.ValidFrom is { } from
            ? same.Where(b => b.ValidFrom == from)
            : same.Where(b => b.ValidFrom <= today && (b.ValidTo is not { } to || to > today)).Concat(same);
        return found.Select(b => ((Budget, BudgetScope)?)(b, draft.Scope)).FirstOrDefault();
    }

    /// <summary>The budgets of a scope and period.</summary>
    private List<Budget> Same(BudgetScope scope, BudgetPeriod period)
    {
        if (!budgets.TryGetValue((scope, period), out var same))
        {
            budgets[(scope, period)] = same = [];
        }

        return same;
    }

    private BudgetEdit Put(BudgetDraft draft, (Budget Budget, BudgetScope Scope)? found)
    {
        var isNew = found is null;
        var faults = BudgetRules.Of(draft, isNew).ToList();
        if (draft.IsNew && !isNew)
        {
            faults.Add(new BudgetFault("", $"There is a budget of this scope and period already, from {found!.Value.Budget.ValidFrom:yyyy-MM-dd}. Edit that one, or begin on another day."));
        }

        if (faults.Count > 0)
        {
            return new BudgetEdit.Invalid(faults);
        }

        var scope = found?.Scope ?? draft.Scope;
        var wanted = Merge(draft, found?.Budget, scope);
        if (wanted.ValidTo <= wanted.ValidFrom)
        {
            return new BudgetEdit.Invalid([new BudgetFault("valid_to", "The end is the first day that is not covered, so it is after the first day.")]);
        }

        if (EndPrevious(wanted, scope, found?.Budget) is { } overlap)
        {
            return new BudgetEdit.Invalid([new BudgetFault(
                "valid_from", $"A budget of this scope from {overlap.ValidFrom:yyyy-MM-dd} {(overlap.ValidTo is { } end ? $"to {end:yyyy-MM-dd}" : "without an end")} covers these days; end it first.")]);
        }

        return Store(draft, wanted, found?.Budget, scope);
    }

    private BudgetEdit Store(BudgetDraft draft, Budget wanted, Budget? stored, BudgetScope scope)
    {
        var changes = BudgetTexts.Differences(stored is null ? null : BudgetTexts.Values(stored), BudgetTexts.Values(wanted));
        if (stored is not null && changes.Count == 0)
        {
            return new BudgetEdit.Saved(stored.Id, stored.Version, [], false);
        }

        var before = stored is null ? null : BudgetTexts.Audited(scope, stored);
        var unknown = stored is null ? string.Join(", ", names.Unknown(scope)) : "";
        var budget = stored ?? new Budget { Period = draft.Period, Model = scope.Model, IsDemo = draft.IsDemo };
        Copy(wanted, budget);
        if (stored is null)
        {
            Same(scope, budget.Period).Add(budget);
        }

        var hint = unknown.Length == 0 ? "" : $"No usage has named {unknown} yet.";
        return Note(budget, scope, stored is null ? BudgetChangeKind.Created : BudgetChangeKind.Edited, before, changes, draft.Reason, BudgetTexts.Audited(scope, budget), hint);
    }

    private Budget Merge(BudgetDraft draft, Budget? stored, BudgetScope scope)
    {
        var zone = draft.TimeZone is { Length: > 0 } named ? named : stored?.TimeZone ?? UsualZone(scope);
        return new Budget
        {
            Period = stored?.Period ?? draft.Period,
            AmountNanos = draft.AmountUsd is { } usd ? Money.ToNanos(usd) : stored!.AmountNanos,
            IsHard = draft.IsHard ?? stored?.IsHard ?? false,
            BurstPercent = draft.BurstPercent ?? stored?.BurstPercent ?? 100,
            Thresholds = draft.Thresholds is { } t ? BudgetThresholds.Write(BudgetThresholds.Read(t)!) : stored?.Thresholds ?? BudgetThresholds.Default,
            TimeZone = zone,
            Owner = (draft.Owner ?? stored?.Owner ?? "").Trim(),
            Note = (draft.Note ?? stored?.Note ?? "").Trim(),
            ValidFrom = draft.ValidFrom ?? stored?.ValidFrom ?? FirstOfPeriod(draft.Period, zone),
            ValidTo = draft.SetsValidTo ? draft.ValidTo : draft.ValidTo ?? stored?.ValidTo,
        };
    }

    private string UsualZone(BudgetScope scope)
    {
        var holder = new Budget();
        names.Assign(holder, scope);
        return zoneOfTenant.GetValueOrDefault(holder.TenantId, "UTC");
    }

    private DateOnly FirstOfPeriod(BudgetPeriod period, string zone) =>
        new BudgetCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), period).Of(time.NowMicros()).FirstDay;

    private static void Copy(Budget from, Budget to) =>
        (to.AmountNanos, to.IsHard, to.BurstPercent, to.Thresholds, to.TimeZone, to.Owner, to.Note, to.ValidFrom, to.ValidTo) =
        (from.AmountNanos, from.IsHard, from.BurstPercent, from.Thresholds, from.TimeZone, from.Owner, from.Note, from.ValidFrom, from.ValidTo);

    /// <summary>Ends the budget without an end that the wanted one follows; returns one that is in the way otherwise.</summary>
    private Budget? EndPrevious(Budget wanted, BudgetScope scope, Budget? stored)
    {
        var overlaps = Same(scope, wanted.Period)
            .Where(b => b != stored && (wanted.ValidTo is not { } end || b.ValidFrom < end) && (b.ValidTo is not { } to || wanted.ValidFrom < to)).ToList();
        if (overlaps.Find(b => b.ValidTo is not null || b.ValidFrom >= wanted.ValidFrom) is { } fixedOne)
        {
            return fixedOne;
        }

        foreach (var open in overlaps)
        {
            var before = BudgetTexts.Audited(scope, open);
            open.ValidTo = wanted.ValidFrom;
            Note(open, scope, BudgetChangeKind.Edited, before, [], Follows, BudgetTexts.Audited(scope, open));
        }

        return null;
    }

    /// <summary>Takes back that a budget was added: one that it ended goes on.</summary>
    private async Task<BudgetEdit> WithdrawAsync(Budget budget, BudgetScope scope, CancellationToken cancellation)
    {
        var removed = Remove(budget.Id, null, "Undone");
        var ended = Same(scope, budget.Period).Find(b => b.ValidTo == budget.ValidFrom);
        if (ended is not null && await context.BudgetRevisions.AnyAsync(r => r.BudgetId == ended.Id && r.Version == ended.Version && r.Reason == Follows, cancellation))
        {
            var before = BudgetTexts.Audited(scope, ended);
            ended.ValidTo = null;
            Note(ended, scope, BudgetChangeKind.Undone, before, [], "Undone", BudgetTexts.Audited(scope, ended));
        }

        return removed;
    }

    private BudgetEdit Restore(Budget budget, BudgetScope scope, BudgetRevision earlier)
    {
        var wanted = new Budget
        {
            AmountNanos = earlier.AmountNanos, IsHard = earlier.IsHard, BurstPercent = earlier.BurstPercent, Thresholds = earlier.Thresholds, TimeZone = earlier.TimeZone,
            Owner = earlier.Owner, Note = earlier.Note, ValidFrom = earlier.ValidFrom, ValidTo = earlier.ValidTo, Period = budget.Period,
        };
        if (!earlier.IsDeleted && EndPrevious(wanted, scope, budget) is { } overlap)
        {
            return new BudgetEdit.Invalid([new BudgetFault("valid_from", $"A budget of this scope from {overlap.ValidFrom:yyyy-MM-dd} took its place meanwhile; remove that one first.")]);
        }

        var before = budget.IsDeleted ? null : BudgetTexts.Audited(scope, budget);
        var changes = BudgetTexts.Differences(BudgetTexts.Values(budget), BudgetTexts.Values(wanted));
        Copy(wanted, budget);
        budget.IsDeleted = earlier.IsDeleted;
        return Note(budget, scope, BudgetChangeKind.Undone, before, changes, "Undone", budget.IsDeleted ? null : BudgetTexts.Audited(scope, budget));
    }

    private BudgetEdit.Saved Note(Budget budget, BudgetScope scope, BudgetChangeKind kind, object? before, IReadOnlyList<BudgetFieldChange> changes, string reason, object? after, string hint = "")
    {
        (budget.Version, budget.ChangedBy, budget.ChangedAtMicros) = (budget.Version + 1, actor.Name, time.NowMicros());
        pending.Add(new Pending(budget, scope, kind, before, after, reason.Trim(), BudgetRevisions.Of(budget, kind, reason.Trim())));
        var edit = new BudgetEdit.Saved(budget.Id, budget.Version, changes, kind == BudgetChangeKind.Created) { Hint = hint };
        budgetOf[edit] = budget;
        return edit;
    }

    private sealed record Pending(Budget Budget, BudgetScope Scope, BudgetChangeKind Kind, object? Before, object? After, string Reason, BudgetRevision Kept)
    {
        public BudgetRevision Revision()
        {
            Kept.BudgetId = Budget.Id;
            return Kept;
        }
    }
}
