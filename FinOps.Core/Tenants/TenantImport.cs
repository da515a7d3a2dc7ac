using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>
/// Takes tenants and their contracts over from a CSV file, one line a tenant or one a contract. A line whose start is that of a stored contract changes it;
/// one that starts later ends the contract that covers its start.
/// </summary>
public sealed class TenantImport
{
    private static readonly string[] ContractColumns = ["plan", "monthly_fee_usd", "included_usage_usd", "daily_ceiling_usd", "start", "end", "contract_note"];
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal TenantImport(IDbContextFactory<FinOpsDbContext> contexts, UsageTurn turn, TimeProvider time) => (this.contexts, this.turn, this.time) = (contexts, turn, time);

    /// <summary>Bytes of the largest file that is read.</summary>
    public const int MaxBytes = TenantFile.MaxBytes;

    /// <summary>The columns of a file; only <c>tenant</c> has to be there. A column that is absent leaves what is stored, an empty cell empties it.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["tenant", "name", "tier", "owner", "time_zone", "note", .. ContractColumns];

    /// <summary>Tells what a file would do. Nothing is stored, and nobody has to wait.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public async Task<FilePreview> PreviewAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditTenant);
        var (lines, fault) = TenantFile.Read(utf8, Columns, ["tenant"], Read);
        if (fault is not null)
        {
            return new FilePreview([], fault, false);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return new FilePreview(Take(lines, await OpenAsync(context, lines, actor, cancellation)), null, false);
    }

    /// <summary>Takes the good lines over together, each with its own audit entries, and tells what became of every line.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public async Task<FilePreview> ApplyAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditTenant);
        var (lines, fault) = TenantFile.Read(utf8, Columns, ["tenant"], Read);
        if (fault is not null)
        {
            return new FilePreview([], fault, false);
        }

        IReadOnlyList<PreviewLine> told = [];
        await turn.TakeAsync(
            async context =>
            {
                var book = await OpenAsync(context, lines, actor, cancellation);
                told = Take(lines, book);
                await book.SaveAsync(cancellation);
                return true;
            },
            cancellation);
        return new FilePreview(told, null, true);
    }

    private Task<TermsBook> OpenAsync(FinOpsDbContext context, IReadOnlyList<FileLine<Drafts>> lines, Actor actor, CancellationToken cancellation) =>
        TermsBook.OpenAsync(context, lines.Select(l => l.Value).OfType<Drafts>().Select(d => d.Tenant.Key), actor, time.NowMicros(), cancellation);

    private static List<PreviewLine> Take(IReadOnlyList<FileLine<Drafts>> lines, TermsBook book) =>
        [.. lines.Select(l => l.Value is { } drafts ? Take(l.Line, drafts, book) : new PreviewLine(l.Line, "", LineEffect.Wrong, [], l.Faults))];

    private static PreviewLine Take(int line, Drafts drafts, TermsBook book)
    {
        var page = book.Find(drafts.Tenant.Key);
        drafts.CompleteFrom(page, book);
        var isNew = page?.Tenant is null || (drafts.Contract is { } c && page.Contracts.TrueForAll(known => known.StartDay != c.StartDay));
        var changes = new List<FieldChange>();
        return book.Put(drafts.Tenant, drafts.Contract, changes) is { } refusal ? PreviewLine.Refused(line, drafts.Tenant.Key, refusal)
            : new PreviewLine(line, drafts.Tenant.Key, changes.Count == 0 && !(page?.Tenant is null) ? LineEffect.Unchanged : isNew ? LineEffect.New : LineEffect.Changed, changes, []);
    }

    private static Drafts Read(TenantFile file)
    {
        var tenant = new TenantDraft { Key = file.Text("tenant"), Name = file.Text("name"), Tier = file.Text("tier"), Owner = file.Text("owner"), TimeZone = file.Text("time_zone"), Note = file.Text("note") };
        if (tenant.Key.Length == 0)
        {
            file.Fault("tenant", "Give the tenant's key, as it stands in the logs.");
        }

        var contract = !ContractColumns.Any(c => file.Text(c).Length > 0) ? null : new ContractDraft
        {
            Tenant = tenant.Key,
            Plan = file.Text("plan"),
            MonthlyFeeUsd = file.Usd("monthly_fee_usd"),
            IncludedUsageUsd = file.Usd("included_usage_usd"),
            DailyCeilingUsd = file.Usd("daily_ceiling_usd"),
            StartDay = file.Day("start"),
            EndDay = file.Day("end"),
            Note = file.Text("contract_note"),
            EndsPrevious = true,
            ReplacesSameStart = true,
        };
        return new Drafts(tenant, contract, Columns.Where(file.Has).ToHashSet(StringComparer.Ordinal));
    }

    private sealed record Drafts(TenantDraft Tenant, ContractDraft? Contract, IReadOnlySet<string> Present)
    {
        /// <summary>Columns that the file does not have stay as they are stored, and so does an end that a following contract has set.</summary>
        public void CompleteFrom(TermsPage? page, TermsBook book)
        {
            if (page?.Tenant is { } stored)
            {
                Tenant.Name = Present.Contains("name") ? Tenant.Name : stored.Name;
                Tenant.Tier = Present.Contains("tier") ? Tenant.Tier : stored.Tier;
                Tenant.Owner = Present.Contains("owner") ? Tenant.Owner : stored.Owner;
                Tenant.TimeZone = Present.Contains("time_zone") ? Tenant.TimeZone : stored.TimeZone;
                Tenant.Note = Present.Contains("note") ? Tenant.Note : stored.Note;
            }

            if (Contract is { } draft && page?.Contracts.Find(c => c.StartDay == draft.StartDay) is { } contract)
            {
                draft.Plan = Present.Contains("plan") ? draft.Plan : book.PlanKey(contract.PlanId);
                draft.MonthlyFeeUsd = Present.Contains("monthly_fee_usd") ? draft.MonthlyFeeUsd : Usd(contract.MonthlyFeeNanos);
                draft.IncludedUsageUsd = Present.Contains("included_usage_usd") ? draft.IncludedUsageUsd : Usd(contract.IncludedUsageNanos);
                draft.DailyCeilingUsd = Present.Contains("daily_ceiling_usd") ? draft.DailyCeilingUsd : Usd(contract.DailyCeilingNanos);
                draft.Note = Present.Contains("contract_note") ? draft.Note : contract.Note;
                var isFollowed = page.Contracts.Exists(c => c.StartDay == contract.EndDay);
                draft.EndDay ??= isFollowed || !Present.Contains("end") ? contract.EndDay : null;
            }
        }

        private static decimal? Usd(long? nanos) => nanos is { } n ? Money.ToUsd(n) : null;
    }
}
