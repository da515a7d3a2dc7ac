using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>
/// Takes tenants and their contracts over from a CSV file, one line a tenant or one a contract. A line whose start is that of a stored contract changes it;
/// one that starts later ends a contract that runs on.
/// </summary>
public sealed class TenantImport(IDbContextFactory<FinOpsDbContext> contexts, TenantEditor tenants, ContractEditor contracts)
{
    private static readonly string[] ContractColumns = ["plan", "monthly_fee_usd", "included_usage_usd", "daily_ceiling_usd", "start", "end"];

    /// <summary>The columns of a file; only <c>tenant</c> has to be there. A column that is absent leaves what is stored, an empty cell empties it.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["tenant", "name", "tier", "owner", "time_zone", "note", .. ContractColumns];

    /// <summary>Tells what a file would do. Nothing is stored.</summary>
    public Task<FilePreview> PreviewAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation) => RunAsync(utf8, isPreview: true, actor, cancellation);

    /// <summary>Takes the good lines over, each with its own audit entry, and tells what became of every line.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<FilePreview> ApplyAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation) => RunAsync(utf8, isPreview: false, actor, cancellation);

    private async Task<FilePreview> RunAsync(ReadOnlyMemory<byte> utf8, bool isPreview, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditTenant);
        var (lines, fault) = TenantFile.Read(utf8, Columns, ["tenant"], Read);
        return fault is not null ? new FilePreview([], fault)
            : await FileRun.RunAsync(contexts, lines, isPreview, (context, line, drafts) => TakeAsync(context, line, drafts, actor, cancellation), cancellation);
    }

    private async Task<PreviewLine> TakeAsync(FinOpsDbContext context, int line, Drafts drafts, Actor actor, CancellationToken cancellation)
    {
        var id = await TenantRows.FindIdAsync(context, drafts.Tenant.Key, cancellation);
        var stored = id is null ? null : await context.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellation);
        drafts.Complete(stored);
        var start = drafts.Contract?.StartDay;
        var contract = start is null ? null : await context.Contracts.AsNoTracking().SingleOrDefaultAsync(c => c.TenantId == id && c.StartDay == start, cancellation);
        var (changesTenant, changesContract) = (stored is null || !drafts.IsSame(stored), drafts.Contract is not null);
        if (drafts.Contract is { } draft && contract is not null)
        {
            draft.Id = contract.Id;
            changesContract = !IsSame(draft, contract, await context.Plans.Where(p => p.Id == contract.PlanId).Select(p => p.Key).SingleOrDefaultAsync(cancellation) ?? "");
        }

        if (!changesTenant && !changesContract)
        {
            return new PreviewLine(line, drafts.Tenant.Key, LineEffect.Unchanged, "As stored.", []);
        }

        var edits = new List<TenantEdit>();
        if (changesTenant)
        {
            edits.Add(await tenants.StageAsync(context, drafts.Tenant, actor, cancellation));
        }

        if (changesContract && edits.TrueForAll(e => e is TenantEdit.Saved))
        {
            edits.Add(await contracts.StageAsync(context, drafts.Contract!, actor, cancellation));
        }

        var effect = stored is null ? LineEffect.New : LineEffect.Changed;
        return FileRun.Told(line, drafts.Tenant.Key, edits, effect, Text(changesTenant, stored is null, changesContract, contract is null));
    }

    private static string Text(bool tenant, bool isNewTenant, bool contract, bool isNewContract) => string.Join(", ", new[]
    {
        !tenant ? null : isNewTenant ? "new tenant" : "tenant changed",
        !contract ? null : isNewContract ? "new contract" : "contract changed",
    }.OfType<string>());

    private static bool IsSame(ContractDraft draft, Contract stored, string plan) =>
        draft.Plan == plan && draft.EndDay == stored.EndDay && TenantRules.Nanos(draft.MonthlyFeeUsd) == stored.MonthlyFeeNanos
        && TenantRules.Nanos(draft.IncludedUsageUsd) == stored.IncludedUsageNanos && TenantRules.Nanos(draft.DailyCeilingUsd) == stored.DailyCeilingNanos;

    private static Drafts Read(TenantFile file)
    {
        var tenant = new TenantDraft { Key = file.Text("tenant"), Name = file.Text("name"), Tier = file.Text("tier"), Owner = file.Text("owner"), TimeZone = file.Text("time_zone"), Note = file.Text("note") };
        if (tenant.Key.Length == 0)
        {
            file.Fault("tenant", "Give the tenant's key, as it stands in the logs.");
        }

        var contract = ContractColumns.Any(c => file.Text(c).Length > 0)
            ? new ContractDraft
            {
                Tenant = tenant.Key,
                Plan = file.Text("plan"),
                MonthlyFeeUsd = file.Usd("monthly_fee_usd"),
                IncludedUsageUsd = file.Usd("included_usage_usd"),
                DailyCeilingUsd = file.Usd("daily_ceiling_usd"),
                StartDay = file.Day("start"),
                EndDay = file.Day("end"),
                EndsPrevious = true,
            }
            : null;
        return new Drafts(tenant, contract, Columns.Where(file.Has).ToHashSet(StringComparer.Ordinal));
    }

    private sealed record Drafts(TenantDraft Tenant, ContractDraft? Contract, IReadOnlySet<string> Present)
    {
        /// <summary>Columns that the file does not have stay as they are stored.</summary>
        public void Complete(Tenant? stored)
        {
            if (stored is null)
            {
                return;
            }

            Tenant.Name = Present.Contains("name") ? Tenant.Name : stored.Name;
            Tenant.Tier = Present.Contains("tier") ? Tenant.Tier : stored.Tier;
            Tenant.Owner = Present.Contains("owner") ? Tenant.Owner : stored.Owner;
            Tenant.TimeZone = Present.Contains("time_zone") ? Tenant.TimeZone : stored.TimeZone;
            Tenant.Note = Present.Contains("note") ? Tenant.Note : stored.Note;
        }

        public bool IsSame(Tenant stored) =>
            (Tenant.Name, Tenant.Tier, Tenant.Owner, Tenant.TimeZone, Tenant.Note) == (stored.Name, stored.Tier, stored.Owner, stored.TimeZone, stored.Note);
    }
}
