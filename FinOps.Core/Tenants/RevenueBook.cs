using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>The billed entries beside which new ones are put: read once, checked in memory, stored together.</summary>
internal sealed class RevenueBook
{
    private const int ValuesPerQuery = 500;
    private const int RowsPerSave = 1_000;
    private readonly FinOpsDbContext context;
    private readonly Actor actor;
    private readonly long now;
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Tenant, string ExternalId), RevenueEntry> byExternalId = [];
    private readonly Dictionary<Likeness, int> likes = [];
    private readonly List<(RevenueEntry Entry, string Tenant)> added = [];

    private RevenueBook(FinOpsDbContext context, Actor actor, long nowMicros) => (this.context, this.actor, now) = (context, actor, nowMicros);

    /// <summary>Reads what is stored beside some drafts. To add to it, call inside a <see cref="TermsTurn"/>.</summary>
    public static async Task<RevenueBook> OpenAsync(FinOpsDbContext context, IReadOnlyCollection<RevenueDraft> drafts, Actor actor, long nowMicros, CancellationToken cancellation)
    {
        var book = new RevenueBook(context, actor, nowMicros);
        foreach (var chunk in drafts.Select(d => d.Tenant).Distinct(StringComparer.Ordinal).Chunk(ValuesPerQuery))
        {
            var named = await context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "" && chunk.Contains(d.Key)).Select(d => new { d.Id, d.Key }).ToListAsync(cancellation);
            named.ForEach(n => book.ids[n.Key] = n.Id);
            var theirs = chunk.ToHashSet(StringComparer.Ordinal);
            await book.ReadAsync([.. named.Select(n => n.Id)], [.. drafts.Where(d => theirs.Contains(d.Tenant))], cancellation);
        }

        return book;
    }

    /// <summary>Takes an entry over. One with an external id that the tenant has already is not taken twice.</summary>
    /// <param name="onceOnly">True to take an entry without an external id only where the tenant has none like it: same kind, days, amount and description.</param>
    /// <returns>The entry, or the one that is stored already; or why it is refused.</returns>
    public (RevenueEntry? Entry, bool IsKnown, TenantEdit? Refusal) Put(RevenueDraft draft, bool onceOnly)
    {
        if (!actor.TenantsFor(Permission.ManageTenants).Allows(draft.Tenant) || !ids.TryGetValue(draft.Tenant, out var tenant))
        {
            return (null, false, TenantEditor.NoTenant(draft.Tenant));
        }

        if (TenantRules.Of(draft).ToList() is { Count: > 0 } faults)
        {
            return (null, false, new TenantEdit.Invalid(faults));
        }

        var entry = Entry(draft, tenant);
        if (entry.ExternalId is { } external && byExternalId.TryGetValue((tenant, external), out var known))
        {
            return Likeness.Of(known) with { Description = "" } == Likeness.Of(entry) with { Description = "" } ? (known, true, null) : (null, false, Differs(external, known));
        }

        if (onceOnly && entry.ExternalId is null && likes.GetValueOrDefault(Likeness.Of(entry)) is var alike and > 0)
        {
            likes[Likeness.Of(entry)] = alike - 1;
            return (entry, true, null);
        }

        if (entry.ExternalId is not null)
        {
            byExternalId[(tenant, entry.ExternalId)] = entry;
        }

        added.Add((entry, draft.Tenant));
        return (entry, false, null);
    }

    /// <summary>Stores everything that was taken over, with its audit entries.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        foreach (var part in added.Chunk(RowsPerSave))
        {
            foreach (var (entry, tenant) in part)
            {
                context.RevenueEntries.Add(entry);
                AuditTrail.AddSaved(context, actor, "revenue.add", () => $"revenue:{entry.Id}", null, () => Audited(entry), entry.Description, tenant);
            }

            // What is tracked is looked through again with every save.
            await context.SaveChangesAsync(cancellation);
            context.ChangeTracker.Clear();
        }
    }

    /// <summary>An entry as the audit trail keeps it.</summary>
    public static object Audited(RevenueEntry entry) => TermTexts.Of(entry).Where(f => f.Text.Length > 0).ToDictionary(f => f.Field, f => f.Text);

    private static TenantEdit.Invalid Differs(string external, RevenueEntry known) =>
        new([new TenantFault(nameof(RevenueDraft.ExternalId), $"{external} is stored with other figures ({TermTexts.Usd(known.AmountNanos)} USD on {TermTexts.Day(known.Day)}); remove that entry first.")]);

    private async Task ReadAsync(List<int> tenants, IReadOnlyCollection<RevenueDraft> drafts, CancellationToken cancellation)
    {
        var days = drafts.Where(d => d.Day is not null).Select(d => d.Day!.Value).ToList();
        var (first, last) = days.Count == 0 ? (DateOnly.MinValue, DateOnly.MinValue) : (days.Min(), days.Max());
        foreach (var entry in await context.RevenueEntries.AsNoTracking().Where(e => tenants.Contains(e.TenantId) && e.ExternalId == null && e.Day >= first && e.Day <= last).ToListAsync(cancellation))
        {
            likes[Likeness.Of(entry)] = likes.GetValueOrDefault(Likeness.Of(entry)) + 1;
        }

        foreach (var chunk in drafts.Select(d => d.ExternalId.Trim()).Where(e => e.Length > 0).Distinct(StringComparer.Ordinal).Chunk(ValuesPerQuery))
        {
            foreach (var entry in await context.RevenueEntries.AsNoTracking().Where(e => tenants.Contains(e.TenantId) && chunk.Contains(e.ExternalId)).ToListAsync(cancellation))
            {
                byExternalId[(entry.TenantId, entry.ExternalId!)] = entry;
            }
        }
    }

    private RevenueEntry Entry(RevenueDraft draft, int tenant) => new()
    {
        TenantId = tenant,
        Kind = draft.Kind,
        Day = draft.Day!.Value,
        EndDay = draft.Kind == RevenueKind.Subscription ? draft.EndDay ?? draft.Day.Value.AddMonths(1) : null,
        AmountNanos = TenantRules.Nanos(draft.AmountUsd)!.Value,
        Description = draft.Description.Trim(),
        ExternalId = draft.ExternalId.Trim() is { Length: > 0 } external ? external : null,
        CreatedBy = actor.Name,
        CreatedAtMicros = now,
    };

    /// <summary>What makes two entries the same to people.</summary>
    private readonly record struct Likeness(int Tenant, RevenueKind Kind, DateOnly Day, DateOnly? EndDay, long AmountNanos, string Description)
    {
        public static Likeness Of(RevenueEntry e) => new(e.TenantId, e.Kind, e.Day, e.EndDay, e.AmountNanos, e.Description);
    }
}
