using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>One tenant's terms while they are changed.</summary>
/// <param name="Key">The tenant.</param>
/// <param name="Id">The id of the key; 0 while nobody has named it.</param>
internal sealed record TermsPage(string Key, int Id, List<Contract> Contracts)
{
    /// <summary>What people wrote down of the tenant; null while nobody did.</summary>
    public Tenant? Tenant { get; set; }
}

/// <summary>
/// The terms of those tenants that a change is about, read once and changed in memory, so that a file of thousands holds up nobody for long.
/// What is refused leaves no trace; nothing is stored before <see cref="SaveAsync"/>, and a preview never saves.
/// </summary>
internal sealed class TermsBook
{
    private const int KeysPerQuery = 500;
    private readonly FinOpsDbContext context;
    private readonly Actor actor;
    private readonly long now;
    private readonly Dictionary<string, TermsPage> pages = new(StringComparer.Ordinal);
    private readonly List<Action> notes = [];
    private IReadOnlyList<Plan> plans = [];
    private PlanTerms prices = new([]);
    private HashSet<string> tiers = [];

    private TermsBook(FinOpsDbContext context, Actor actor, long nowMicros) => (this.context, this.actor, now) = (context, actor, nowMicros);

    /// <summary>Reads what is stored of some tenants. To change it, call inside a <see cref="TermsTurn"/>.</summary>
    public static async Task<TermsBook> OpenAsync(FinOpsDbContext context, IEnumerable<string> keys, Actor actor, long nowMicros, CancellationToken cancellation)
    {
        var book = new TermsBook(context, actor, nowMicros)
        {
            plans = await context.Plans.AsNoTracking().ToListAsync(cancellation),
            prices = new PlanTerms(await context.PlanPrices.AsNoTracking().ToListAsync(cancellation)),
            tiers = (await context.Tiers.Select(t => t.Key).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal),
        };
        foreach (var chunk in keys.Distinct(StringComparer.Ordinal).Chunk(KeysPerQuery))
        {
            await book.ReadAsync(chunk, cancellation);
        }

        return book;
    }

    /// <summary>What is known of a tenant by now; null when there is none of that key for the actor.</summary>
    public TermsPage? Find(string key) => Allows(key) ? pages.GetValueOrDefault(key) : null;

    public string PlanKey(int? id) => plans.FirstOrDefault(p => p.Id == id)?.Key ?? "";

    /// <summary>Takes a tenant over, and its contract where one is given: both or, where anything is wrong with either, none.</summary>
    /// <param name="changes">Gets what changes.</param>
    /// <returns>The refusal; null when it is taken over.</returns>
    public TenantEdit? Put(TenantDraft draft, ContractDraft? contract, List<FieldChange> changes)
    {
        if (!Allows(draft.Key))
        {
            return TenantEditor.NoTenant(draft.Key);
        }

        var page = pages.GetValueOrDefault(draft.Key) ?? new TermsPage(draft.Key, 0, []);
        if (page.Tenant is not null && draft.IsNew)
        {
            return new TenantEdit.Invalid([new TenantFault(nameof(draft.Key), $"There is a tenant {draft.Key} already; open it to change it.")]);
        }

        if (page.Tenant is { } known && draft.ExpectedVersion is { } expected && expected != known.Version)
        {
            return new TenantEdit.Conflict(known.ChangedBy, Instants.ToUtc(known.ChangedAtMicros));
        }

        var faults = TenantRules.Of(draft, tiers).ToList();
        if (contract is not null)
        {
            faults.AddRange(FaultsOf(contract, Stored(contract, page), page));
        }

        if (faults.Count > 0)
        {
            return new TenantEdit.Invalid(faults);
        }

        pages[draft.Key] = page;
        Change(page, draft, changes);
        if (contract is not null)
        {
            Change(page, contract, changes);
        }

        return null;
    }

    /// <summary>Takes a contract of a known tenant over.</summary>
    /// <inheritdoc cref="Put(TenantDraft, ContractDraft?, List{FieldChange})"/>
    public TenantEdit? Put(ContractDraft draft, List<FieldChange> changes, out Contract? contract)
    {
        contract = null;
        if (Find(draft.Tenant) is not { } page)
        {
            return TenantEditor.NoTenant(draft.Tenant);
        }

        var stored = Stored(draft, page);
        if (stored is null && draft.Id is not null)
        {
            return new TenantEdit.NotFound("This contract does not exist any more.");
        }

        if (stored is not null && draft.ExpectedVersion is { } expected && expected != stored.Version)
        {
            return new TenantEdit.Conflict(stored.ChangedBy, Instants.ToUtc(stored.ChangedAtMicros));
        }

        if (FaultsOf(draft, stored, page).ToList() is { Count: > 0 } faults)
        {
            return new TenantEdit.Invalid(faults);
        }

        contract = Change(page, draft, changes);
        return null;
    }

    /// <summary>Stores everything that was taken over, with its audit entries.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        var fresh = pages.Values.Where(p => p.Id == 0).ToDictionary(p => p, p => new Dimension { Kind = DimensionKind.Tenant, Key = p.Key, FirstSeenAtMicros = now });
        if (fresh.Count > 0)
        {
            context.Dimensions.AddRange(fresh.Values);
            await context.SaveChangesAsync(cancellation);
        }

        foreach (var page in pages.Values)
        {
            Track(page, fresh.TryGetValue(page, out var name) ? name.Id : page.Id);
        }

        notes.ForEach(note => note());
        notes.Clear();
        await context.SaveChangesAsync(cancellation);
    }

    private void Track(TermsPage page, int id)
    {
        if (page.Tenant is { } tenant && context.Entry(tenant).State == EntityState.Detached)
        {
            tenant.Id = id;
            context.Tenants.Add(tenant);
        }

        foreach (var contract in page.Contracts.Where(c => c.Id == 0))
        {
            contract.TenantId = id;
            context.Contracts.Add(contract);
        }
    }

    private async Task ReadAsync(string[] keys, CancellationToken cancellation)
    {
        var names = await context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "" && keys.Contains(d.Key)).Select(d => new { d.Id, d.Key }).ToListAsync(cancellation);
        var ids = names.Select(n => n.Id).ToList();
        var tenants = await context.Tenants.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, cancellation);
        var contracts = (await context.Contracts.Where(c => ids.Contains(c.TenantId)).ToListAsync(cancellation)).ToLookup(c => c.TenantId);
        foreach (var name in names)
        {
            pages[name.Key] = new TermsPage(name.Key, name.Id, [.. contracts[name.Id]]) { Tenant = tenants.GetValueOrDefault(name.Id) };
        }
    }

    private bool Allows(string key) => actor.TenantsFor(Permission.ManageTenants).Allows(key);

    private static Contract? Stored(ContractDraft draft, TermsPage page) =>
        draft.Id is { } id ? page.Contracts.Find(c => c.Id == id) : draft.ReplacesSameStart ? page.Contracts.Find(c => c.StartDay == draft.StartDay) : null;

    /// <summary>The contract that a new one ends: the one that runs on until then.</summary>
    private static Contract? Previous(ContractDraft draft, Contract? stored, TermsPage page) =>
        draft.EndsPrevious ? page.Contracts.Find(c => c != stored && c.StartDay < draft.StartDay && (c.EndDay is null || c.EndDay > draft.StartDay)) : null;

    private IEnumerable<TenantFault> FaultsOf(ContractDraft draft, Contract? stored, TermsPage page)
    {
        var previous = Previous(draft, stored, page);
        return TenantRules.Of(draft, page.Contracts.Where(c => c != stored && c != previous), plans.FirstOrDefault(p => p.Key == draft.Plan), prices);
    }

    private void Change(TermsPage page, TenantDraft draft, List<FieldChange> changes)
    {
        var before = page.Tenant is { } known ? TermTexts.Of(known) : null;
        var audited = page.Tenant is { } stored ? Values(stored) : null;
        var after = new Tenant { Name = draft.Name.Trim(), Tier = draft.Tier, Owner = draft.Owner.Trim(), TimeZone = draft.TimeZone, Note = draft.Note.Trim() };
        var differences = TermTexts.Differences(before, TermTexts.Of(after)).ToList();
        if (before is not null && differences.Count == 0)
        {
            return;
        }

        var tenant = page.Tenant ??= new Tenant();
        (tenant.Name, tenant.Tier, tenant.Owner, tenant.TimeZone, tenant.Note) = (after.Name, after.Tier, after.Owner, after.TimeZone, after.Note);
        (tenant.Version, tenant.ChangedBy, tenant.ChangedAtMicros) = (tenant.Version + 1, actor.Name, now);
        changes.AddRange(differences);
        notes.Add(() => AuditTrail.Add(context, actor, "tenant.save", $"tenant:{page.Key}", audited, Values(tenant), tenant: page.Key));
    }

    private Contract Change(TermsPage page, ContractDraft draft, List<FieldChange> changes)
    {
        var contract = Stored(draft, page);
        var plan = plans.FirstOrDefault(p => p.Key == draft.Plan);
        TakeTier(page, plan, changes);
        var before = contract is null ? null : TermTexts.Of(contract, PlanKey(contract.PlanId));
        var audited = contract is null ? null : Values(contract);
        var after = Taken(draft, plan);
        var differences = TermTexts.Differences(before, TermTexts.Of(after, plan?.Key ?? "")).ToList();
        if (contract is not null && differences.Count == 0)
        {
            return contract;
        }

        End(page, Previous(draft, contract, page), draft, changes);
        if (contract is null)
        {
            contract = new Contract { TenantId = page.Id };
            page.Contracts.Add(contract);
        }

        (contract.PlanId, contract.StartDay, contract.EndDay, contract.Note) = (after.PlanId, after.StartDay, after.EndDay, after.Note);
        (contract.MonthlyFeeNanos, contract.IncludedUsageNanos, contract.DailyCeilingNanos) = (after.MonthlyFeeNanos, after.IncludedUsageNanos, after.DailyCeilingNanos);
        (contract.Version, contract.ChangedBy, contract.ChangedAtMicros) = (contract.Version + 1, actor.Name, now);
        changes.AddRange(differences);
        notes.Add(() => AuditTrail.AddSaved(context, actor, "contract.save", () => $"contract:{contract.Id}", audited, () => Values(contract), contract.Note, page.Key));
        return contract;
    }

    /// <summary>A tenant without a tier is of its plan's.</summary>
    private void TakeTier(TermsPage page, Plan? plan, List<FieldChange> changes)
    {
        if (plan is { Tier.Length: > 0 } && page.Tenant is not { Tier.Length: > 0 })
        {
            var known = page.Tenant ?? new Tenant();
            Change(page, new TenantDraft { Key = page.Key, Name = known.Name, Tier = plan.Tier, Owner = known.Owner, TimeZone = known.TimeZone, Note = known.Note }, changes);
        }
    }

    private void End(TermsPage page, Contract? previous, ContractDraft draft, List<FieldChange> changes)
    {
        if (previous is null)
        {
            return;
        }

        var (audited, end) = (Values(previous), previous.EndDay);
        (previous.EndDay, previous.Version, previous.ChangedBy, previous.ChangedAtMicros) = (draft.StartDay, previous.Version + 1, actor.Name, now);
        changes.Add(new FieldChange($"end of the contract from {TermTexts.Day(previous.StartDay)}", TermTexts.Day(end), TermTexts.Day(previous.EndDay)));
        notes.Add(() => AuditTrail.AddSaved(
            context, actor, "contract.end", () => $"contract:{previous.Id}", audited, () => Values(previous), $"Followed by another from {TermTexts.Day(draft.StartDay)}.", page.Key));
    }

    private static Contract Taken(ContractDraft draft, Plan? plan) => new()
    {
        PlanId = plan?.Id,
        StartDay = draft.StartDay!.Value,
        EndDay = draft.EndDay,
        Note = draft.Note.Trim(),
        MonthlyFeeNanos = TenantRules.Nanos(draft.MonthlyFeeUsd),
        IncludedUsageNanos = TenantRules.Nanos(draft.IncludedUsageUsd),
        DailyCeilingNanos = TenantRules.Nanos(draft.DailyCeilingUsd),
    };

    private static object Values(Tenant t) => new { t.Name, t.Tier, t.Owner, t.TimeZone, t.Note };

    private object Values(Contract c) => Audited(c, PlanKey(c.PlanId));

    /// <summary>A contract as the audit trail keeps it.</summary>
    public static object Audited(Contract c, string plan) => TermTexts.Of(c, plan).Where(f => f.Text.Length > 0).ToDictionary(f => f.Field, f => f.Text);
}
