using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>What came of importing quarantined lines again.</summary>
/// <param name="NewRecords">Lines that are records now.</param>
/// <param name="DuplicateRecords">Lines whose record was there already.</param>
/// <param name="StillFaulty">Lines that stay in quarantine, with their new text and fault.</param>
public sealed record Reimport(long NewRecords, long DuplicateRecords, int StillFaulty)
{
    public static Reimport operator +(Reimport a, Reimport b) =>
        new(a.NewRecords + b.NewRecords, a.DuplicateRecords + b.DuplicateRecords, a.StillFaulty + b.StillFaulty);
}

/// <summary>
/// Corrects, re-imports and discards quarantined lines. Needs <see cref="ProtectedActions.Requarantine"/>.
/// Corrected text goes through the same importer as any log; a repeat after a crash adds nothing twice.
/// </summary>
public sealed class QuarantineEditor(IDbContextFactory<FinOpsDbContext> contexts, UsageImporter importer)
{
    private const int PageSize = 2_000;
    private const string Many = "quarantine:filtered";

    /// <summary>Imports one line again with corrected text. Null when the line is not open any more.</summary>
    public async Task<Reimport?> ReimportAsync(long lineId, string text, Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Requarantine);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var line = await context.QuarantinedLines.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Id == lineId && x.State == QuarantineState.Open, cancellation).ConfigureAwait(false);
        if (line is null)
        {
            return null;
        }

        await NoteAsync(context, actor, $"quarantine:{lineId}", new { line.Reason, line.Field }, new { line.ImportFileId, line.LineNumber, IsCorrected = text != line.Raw }, cancellation).ConfigureAwait(false);
        return await ImportAsync(context, line.ImportFileId, [(line, text)], actor, cancellation).ConfigureAwait(false);
    }

    /// <summary>Imports every open line of a filter again, each with one text replaced by another where that is given.</summary>
    public async Task<Reimport> ReimportAllAsync(QuarantineFilter filter, string? find, string? replace, Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Requarantine);
        var open = filter with { State = QuarantineState.Open };
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var count = await ImportQueries.Filter(context, open).CountAsync(cancellation).ConfigureAwait(false);
        if (count == 0)
        {
            return new Reimport(0, 0, 0);
        }

        await NoteAsync(context, actor, Many, null, new { Lines = count, open.ImportFileId, open.Reason, open.Field, Find = find, Replace = replace }, cancellation).ConfigureAwait(false);
        return await ReimportAsync(context, open, find, replace, actor, cancellation).ConfigureAwait(false);
    }

    /// <summary>Discards every open line of a filter; the lines stay readable.</summary>
    /// <returns>How many were discarded.</returns>
    public async Task<int> DiscardAllAsync(QuarantineFilter filter, Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Requarantine);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await DiscardAsync(
            context, ImportQueries.Filter(context, filter with { State = QuarantineState.Open }), actor, Many,
            lines => new { Lines = lines, filter.ImportFileId, filter.Reason, filter.Field }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Discards one open line. False when it is not open any more.</summary>
    public async Task<bool> DiscardAsync(long lineId, Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Requarantine);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var line = context.QuarantinedLines.Where(line => line.Id == lineId && line.State == QuarantineState.Open);
        return await DiscardAsync(context, line, actor, $"quarantine:{lineId}", _ => new { State = QuarantineState.Discarded }, cancellation).ConfigureAwait(false) == 1;
    }

    private static Task<int> DiscardAsync(
        FinOpsDbContext context, IQueryable<QuarantinedLine> lines, Actor actor, string target, Func<int, object> facts, CancellationToken cancellation) => AuditTrail.WriteAsync(
        context,
        () => lines.ExecuteUpdateAsync(line => line.SetProperty(x => x.State, QuarantineState.Discarded), cancellation),
        discarded => AuditTrail.Add(context, actor, "quarantine.discard", target, new { State = QuarantineState.Open }, facts(discarded)),
        cancellation);

    /// <summary>What takes several transactions is on record before the first of them. The text of lines is not: it may hold anything.</summary>
    private static async Task NoteAsync(FinOpsDbContext context, Actor actor, string target, object? before, object after, CancellationToken cancellation)
    {
        AuditTrail.Add(context, actor, "quarantine.reimport", target, before, after);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<Reimport> ReimportAsync(
        FinOpsDbContext context, QuarantineFilter open, string? find, string? replace, Actor actor, CancellationToken cancellation)
    {
        var total = new Reimport(0, 0, 0);
        long last = 0;
        while (true)
        {
            var page = await ImportQueries.Filter(context, open).Where(line => line.Id > last).OrderBy(line => line.Id).Take(PageSize)
                .ToListAsync(cancellation).ConfigureAwait(false);
            if (page.Count == 0)
            {
                return total;
            }

            last = page[^1].Id;
            foreach (var file in page.GroupBy(line => line.ImportFileId))
            {
                var lines = file.Select(line => (line, string.IsNullOrEmpty(find) ? line.Raw : line.Raw.Replace(find, replace, StringComparison.Ordinal))).ToList();
                total += await ImportAsync(context, file.Key, lines, actor, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<Reimport> ImportAsync(
        FinOpsDbContext context, int fileId, List<(QuarantinedLine Line, string Text)> lines, Actor actor, CancellationToken cancellation)
    {
        var file = await context.ImportFiles.AsNoTracking().SingleAsync(x => x.Id == fileId, cancellation).ConfigureAwait(false);
        var (log, byLine) = Compose(file.Header, lines);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(log));
        var request = new ImportRequest(ImportSource.Correction, NameOf(file)) { Profile = file.Profile, Kind = file.Kind, Binding = await BindingOfAsync(context, file, cancellation).ConfigureAwait(false) };
        var result = await importer.ImportStreamAsync(stream, request, actor, cancellation).ConfigureAwait(false);
        if (result.State == ImportState.Failed)
        {
            throw new InvalidOperationException(result.Error);
        }

        var faulty = await KeepFaultyAsync(context, result.Id, byLine, cancellation).ConfigureAwait(false);
        var good = lines.Select(x => x.Line.Id).Except(faulty).ToList();
        foreach (var ids in good.Chunk(500))
        {
            await context.QuarantinedLines.Where(line => ids.Contains(line.Id))
                .ExecuteUpdateAsync(line => line.SetProperty(x => x.State, QuarantineState.Reimported), cancellation).ConfigureAwait(false);
        }

        return new Reimport(result.NewRecords, result.DuplicateRecords, faulty.Count);
    }

    /// <summary>A correction may not bring in what the key that sent the line could not: its text was chosen by the sender.</summary>
    private static async Task<SenderBinding?> BindingOfAsync(FinOpsDbContext context, ImportFile file, CancellationToken cancellation)
    {
        if (file.ApiKeyId is not { } id)
        {
            return null;
        }

        var key = await context.ApiKeys.AsNoTracking().SingleAsync(k => k.Id == id, cancellation).ConfigureAwait(false);
        return new SenderBinding(key.Scope, key.Environment) { KeepsLines = true };
    }

    /// <summary>The ending tells the importer the format, which the text of a few faulty lines may not.</summary>
    private static string NameOf(ImportFile file)
    {
        var ending = file.Header is null ? ".ndjson" : ".csv";
        var name = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file.Name[..^3] : file.Name;
        return $"Correction of {(name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name : name + ending)}";
    }

    /// <summary>A small log of the corrected lines, under the header of the log they came from, and which line is which.</summary>
    private static (string Log, Dictionary<long, (QuarantinedLine Line, string Text)> ByLine) Compose(string? header, List<(QuarantinedLine Line, string Text)> lines)
    {
        var log = new StringBuilder();
        var byLine = new Dictionary<long, (QuarantinedLine, string)>();
        long number = 1;
        if (header is not null)
        {
            log.Append(header).Append('\n');
            number += 1 + header.Count(c => c == '\n');
        }

        foreach (var (line, text) in lines)
        {
            var one = header is null ? text.ReplaceLineEndings(" ") : text.TrimEnd('\r', '\n');
            byLine[number] = (line, text);
            log.Append(one).Append('\n');
            number += 1 + one.Count(c => c == '\n');
        }

        return (log.ToString(), byLine);
    }

    /// <summary>Lines that are faulty still stay where they were, with their new text and fault.</summary>
    private static async Task<List<long>> KeepFaultyAsync(
        FinOpsDbContext context, int correctionId, Dictionary<long, (QuarantinedLine Line, string Text)> byLine, CancellationToken cancellation)
    {
        var again = await context.QuarantinedLines.AsNoTracking().Where(line => line.ImportFileId == correctionId).ToListAsync(cancellation).ConfigureAwait(false);
        var faulty = new List<long>();
        foreach (var fault in again)
        {
            if (!byLine.TryGetValue(fault.LineNumber, out var source))
            {
                continue;
            }

            faulty.Add(source.Line.Id);
            await context.QuarantinedLines.Where(line => line.Id == source.Line.Id)
                .ExecuteUpdateAsync(line => line.SetProperty(x => x.Raw, source.Text).SetProperty(x => x.Reason, fault.Reason)
                    .SetProperty(x => x.Field, fault.Field).SetProperty(x => x.Message, fault.Message), cancellation).ConfigureAwait(false);
            await context.QuarantinedLines.Where(line => line.Id == fault.Id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        }

        if (faulty.Count > 0)
        {
            await context.ImportFiles.Where(file => file.Id == correctionId)
                .ExecuteUpdateAsync(file => file.SetProperty(x => x.QuarantinedLines, x => x.QuarantinedLines - faulty.Count), cancellation).ConfigureAwait(false);
        }

        return faulty;
    }
}
