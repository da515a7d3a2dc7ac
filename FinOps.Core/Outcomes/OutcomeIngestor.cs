using FinOps.Core.Data;
using FinOps.Core.Retention;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Outcomes;

/// <summary>Moves a log of outcomes into the database, a few thousand lines a transaction.</summary>
internal sealed class OutcomeIngestor(IDbContextFactory<FinOpsDbContext> contexts, UsageTurn turn, IOptions<UsageOptions> options, TimeProvider time)
{
    private const int LinesAtOnce = 5_000;
    private const int BytesAtOnce = 4 * 1024 * 1024;

    /// <inheritdoc cref="UsageIngestor.IngestAsync"/>
    public Task<bool> IngestAsync(IUsageLineSource source, int importFileId, Action<CommitOutcome> onCommitted, SenderBinding? binding, CancellationToken cancellation) =>
        // Sources read without yielding, also request bodies: on a thread of their own.
        Task.Run(() => ReadAsync(source, importFileId, onCommitted, binding, cancellation), CancellationToken.None);

    private async Task<bool> ReadAsync(IUsageLineSource source, int importFileId, Action<CommitOutcome> onCommitted, SenderBinding? binding, CancellationToken cancellation)
    {
        var parser = await NewParserAsync(cancellation);
        var lines = new UsageBatch(LinesAtOnce, BytesAtOnce);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            lines.Clear();
            if (!source.Fill(lines, cancellation))
            {
                return true;
            }

            var batch = new OutcomeBatch(importFileId, Parse(parser, lines, binding), lines)
            {
                UnknownFields = parser.UnknownFields.Count == 0 ? null : string.Join(", ", parser.UnknownFields),
            };
            var committed = default(CommitOutcome);
            await turn.TakeAsync(
                async context =>
                {
                    committed = await new OutcomeWriter(context, time).WriteAsync(batch, cancellation);
                    return true;
                },
                cancellation);
            onCommitted(committed);
            if (committed.IsCancelRequested)
            {
                return false;
            }
        }
    }

    private async Task<OutcomeParser> NewParserAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var types = await context.OutcomeTypes.AsNoTracking().ToDictionaryAsync(t => t.Key, t => (t.Id, t.Key), cancellation);
        foreach (var (alias, key) in OutcomeType.Aliases)
        {
            types.TryAdd(alias, types[key]);
        }

        var keptFrom = await RetentionQueries.KeptFromAsync(context, cancellation);
        return new OutcomeParser(
            types, time.NowMicros() + (options.Value.MaxFutureHours * Instants.MicrosPerHour), options.Value.MaxFutureHours, keptFrom is { } kept ? Instants.ToMicros(kept) : 0);
    }

    private static List<OutcomeReport> Parse(OutcomeParser parser, UsageBatch lines, SenderBinding? binding)
    {
        var reports = new List<OutcomeReport>(lines.Lines.Count);
        foreach (var line in lines.Lines)
        {
            var raw = lines.Buffer.AsSpan(line.RawOffset, line.RawLength);
            var report = parser.Parse(lines.Buffer.AsSpan(line.Offset, line.Length), raw, line.LineNumber, out var fault);
            if (report is null)
            {
                lines.Reject(line, fault!);
            }
            else if (binding?.Refuses(lines, line, report.Tenant, report.Environment) != true)
            {
                reports.Add(report);
            }
        }

        return reports;
    }
}

/// <summary>Outcomes on their way into one transaction, with the lines that could not become any.</summary>
internal sealed record OutcomeBatch(int ImportFileId, IReadOnlyList<OutcomeReport> Reports, UsageBatch Lines)
{
    public string? UnknownFields { get; init; }
}
