using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>
/// Takes billed revenue over from a CSV file, one line an entry. What the tenant has already adds nothing: by its <c>external_id</c> or, without one,
/// by kind, days, amount and description, as often as it stands there.
/// </summary>
public sealed class RevenueImport
{
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal RevenueImport(IDbContextFactory<FinOpsDbContext> contexts, UsageTurn turn, TimeProvider time) => (this.contexts, this.turn, this.time) = (contexts, turn, time);

    /// <summary>The columns of a file; the first four have to be there.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["tenant", "kind", "day", "amount_usd", "end", "description", "external_id"];

    private static readonly string[] Required = ["tenant", "kind", "day", "amount_usd"];

    /// <summary>Tells what a file would do. Nothing is stored, and nobody has to wait.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public async Task<FilePreview> PreviewAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EnterRevenue);
        var (lines, fault) = TenantFile.Read(utf8, Columns, Required, Read);
        if (fault is not null)
        {
            return new FilePreview([], fault, false);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return new FilePreview(Take(lines, await OpenAsync(context, lines, actor, cancellation)), null, false);
    }

    /// <summary>Takes the good lines over together, each with its own audit entry, and tells what became of every line.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public async Task<FilePreview> ApplyAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EnterRevenue);
        var (lines, fault) = TenantFile.Read(utf8, Columns, Required, Read);
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

    private Task<RevenueBook> OpenAsync(FinOpsDbContext context, IReadOnlyList<FileLine<RevenueDraft>> lines, Actor actor, CancellationToken cancellation) =>
        RevenueBook.OpenAsync(context, [.. lines.Select(l => l.Value).OfType<RevenueDraft>()], actor, time.NowMicros(), cancellation);

    private static List<PreviewLine> Take(IReadOnlyList<FileLine<RevenueDraft>> lines, RevenueBook book) =>
        [.. lines.Select(l => l.Value is { } draft ? Take(l.Line, draft, book) : new PreviewLine(l.Line, "", LineEffect.Wrong, [], l.Faults))];

    private static PreviewLine Take(int line, RevenueDraft draft, RevenueBook book)
    {
        var (entry, isKnown, refusal) = book.Put(draft, onceOnly: true);
        return refusal is not null ? PreviewLine.Refused(line, draft.Tenant, refusal)
            : isKnown ? new PreviewLine(line, draft.Tenant, LineEffect.Unchanged, [], [])
            : new PreviewLine(line, draft.Tenant, LineEffect.New, [.. TermTexts.Differences(null, TermTexts.Of(entry!))], []);
    }

    private static RevenueDraft Read(TenantFile file)
    {
        var kind = TermsFields.KindOf(file.Text("kind"));
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
