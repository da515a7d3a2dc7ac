using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Takes billed revenue over from a CSV file, one line an entry. A line whose <c>external_id</c> the tenant has already adds nothing.</summary>
public sealed class RevenueImport(IDbContextFactory<FinOpsDbContext> contexts, RevenueEditor revenue)
{
    /// <summary>The columns of a file; the first four have to be there.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["tenant", "kind", "day", "amount_usd", "end", "description", "external_id"];

    /// <summary>Tells what a file would do. Nothing is stored.</summary>
    public Task<FilePreview> PreviewAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation) => RunAsync(utf8, isPreview: true, actor, cancellation);

    /// <summary>Takes the good lines over, each with its own audit entry, and tells what became of every line.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<FilePreview> ApplyAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation) => RunAsync(utf8, isPreview: false, actor, cancellation);

    private async Task<FilePreview> RunAsync(ReadOnlyMemory<byte> utf8, bool isPreview, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EnterRevenue);
        var (lines, fault) = TenantFile.Read(utf8, Columns, ["tenant", "kind", "day", "amount_usd"], Read);
        return fault is not null ? new FilePreview([], fault)
            : await FileRun.RunAsync(contexts, lines, isPreview, (context, line, draft) => TakeAsync(context, line, draft, actor, cancellation), cancellation);
    }

    private async Task<PreviewLine> TakeAsync(FinOpsDbContext context, int line, RevenueDraft draft, Actor actor, CancellationToken cancellation)
    {
        var last = await context.RevenueEntries.MaxAsync(e => (int?)e.Id, cancellation) ?? 0;
        var edit = await revenue.StageAsync(context, draft, actor, cancellation);
        var isKnown = edit is TenantEdit.Saved saved && saved.Id <= last;
        return FileRun.Told(line, draft.Tenant, [edit], isKnown ? LineEffect.Unchanged : LineEffect.New, isKnown ? "Stored already." : $"{draft.AmountUsd} USD on {draft.Day:yyyy-MM-dd}");
    }

    private static RevenueDraft Read(TenantFile file)
    {
        var kind = file.Text("kind").ToLowerInvariant() switch
        {
            "subscription" => RevenueKind.Subscription,
            "usage" => RevenueKind.Usage,
            "one_off" => RevenueKind.OneOff,
            _ => (RevenueKind?)null,
        };
        if (kind is null)
        {
            file.Fault("kind", $"\"{file.Text("kind")}\" is no kind. Allowed: subscription, usage, one_off.");
        }

        return new RevenueDraft
        {
            Tenant = file.Text("tenant"),
            Kind = kind ?? RevenueKind.OneOff,
            Day = file.Day("day"),
            EndDay = file.Day("end"),
            AmountUsd = file.Usd("amount_usd"),
            Description = file.Text("description"),
            ExternalId = file.Text("external_id"),
        };
    }
}
