using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>Which quarantined lines are wanted; null means any.</summary>
public sealed record QuarantineFilter
{
    public int? ImportFileId { get; init; }
    public string? Reason { get; init; }
    public string? Field { get; init; }
    public QuarantineState? State { get; init; } = QuarantineState.Open;
}

/// <summary>How many lines share a reason at a field.</summary>
public sealed record QuarantineGroup(string Reason, string Field, int Lines);

/// <summary>One quarantined line with the name of its log.</summary>
public sealed record QuarantineRow(QuarantinedLine Line, string FileName, bool IsCsv);

/// <summary>Reads what the imports pages show. A log and the lines held back from it mix the usage of all tenants: whoever is bound to some of them is refused.</summary>
/// <remarks>Every reader throws <see cref="UnauthorizedAccessException"/> unless all tenants are in scope.</remarks>
public sealed class ImportQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>Logs that wait or run, oldest first.</summary>
    public async Task<IReadOnlyList<ImportFile>> ActiveAsync(TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await context.ImportFiles.AsNoTracking()
            .Where(file => file.State == ImportState.Running || file.State == ImportState.Queued)
            .OrderByDescending(file => file.State).ThenBy(file => file.Id).Take(100)
            .ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>What keys sent since a time, by key and UTC day, the newest days first; a gateway posts too often to list each post.</summary>
    public async Task<IReadOnlyList<ReceivedUsage>> ReceivedAsync(long sinceMicros, int take, TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sums = await context.ImportFiles.AsNoTracking()
            .Where(file => file.ApiKeyId != null && file.State == ImportState.Done && file.QuarantinedLines == 0 && file.QueuedAtMicros >= sinceMicros)
            .GroupBy(file => new { file.ApiKeyId, file.Name, file.Kind, Day = file.QueuedAtMicros / Instants.MicrosPerDay })
            .Select(g => new
            {
                g.Key,
                Posts = g.Sum(f => (long)f.Posts),
                New = g.Sum(f => f.NewRecords),
                Duplicates = g.Sum(f => f.DuplicateRecords),
                Refused = g.Sum(f => f.RefusedLines),
                Unpriced = g.Sum(f => f.UnpricedRecords),
                Flagged = g.Sum(f => f.FlaggedRecords),
                Cost = g.Sum(f => f.EffectiveCostNanos),
                Latest = g.Max(f => f.FinishedAtMicros),
            })
            .OrderByDescending(g => g.Key.Day).ThenBy(g => g.Key.Name).ThenBy(g => g.Key.ApiKeyId).ThenBy(g => g.Key.Kind).Take(take)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. sums.Select(g => new ReceivedUsage(g.Key.ApiKeyId!.Value, g.Key.Name, (int)g.Key.Day, g.Posts)
            {
                Kind = g.Key.Kind,
                NewRecords = g.New,
                DuplicateRecords = g.Duplicates,
                RefusedLines = g.Refused,
                UnpricedRecords = g.Unpriced,
                FlaggedRecords = g.Flagged,
                EffectiveCostNanos = g.Cost,
                LatestAtMicros = g.Latest,
            }),
        ];
    }

    /// <summary>Logs that have ended, the latest first, and how many there are; without the posts that <see cref="ReceivedAsync"/> sums.</summary>
    public async Task<(IReadOnlyList<ImportFile> Files, int Total)> EndedAsync(int skip, int take, TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var ended = context.ImportFiles.AsNoTracking().Where(file => file.State != ImportState.Running && file.State != ImportState.Queued
            && (file.ApiKeyId == null || file.State != ImportState.Done || file.QuarantinedLines > 0));
        var total = await ended.CountAsync(cancellation).ConfigureAwait(false);
        var files = await ended.OrderByDescending(file => file.Id).Skip(skip).Take(take).ToListAsync(cancellation).ConfigureAwait(false);
        return (files, total);
    }

    /// <summary>Names of logs by their id.</summary>
    public async Task<IReadOnlyDictionary<int, string>> NamesAsync(IReadOnlyCollection<int> ids, TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await context.ImportFiles.AsNoTracking().Where(file => ids.Contains(file.Id))
            .ToDictionaryAsync(file => file.Id, file => file.Name, cancellation).ConfigureAwait(false);
    }

    public async Task<ImportFile?> FindAsync(int id, TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await context.ImportFiles.AsNoTracking().FirstOrDefaultAsync(file => file.Id == id, cancellation).ConfigureAwait(false);
    }

    /// <summary>Open quarantined lines of all logs.</summary>
    public async Task<int> OpenLinesAsync(TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await context.QuarantinedLines.CountAsync(line => line.State == QuarantineState.Open, cancellation).ConfigureAwait(false);
    }

    /// <summary>One page of quarantined lines in the order of their logs, and how many there are.</summary>
    public async Task<(IReadOnlyList<QuarantineRow> Rows, int Total)> QuarantineAsync(QuarantineFilter filter, int skip, int take, TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var lines = Filter(context, filter);
        var total = await lines.CountAsync(cancellation).ConfigureAwait(false);
        var rows = await lines.OrderByDescending(line => line.ImportFileId).ThenBy(line => line.LineNumber).ThenBy(line => line.Id).Skip(skip).Take(take)
            .Join(context.ImportFiles, line => line.ImportFileId, file => file.Id, (line, file) => new { line, file.Name, IsCsv = file.Header != null })
            .ToListAsync(cancellation).ConfigureAwait(false);
        return ([.. rows.OrderByDescending(row => row.line.ImportFileId).ThenBy(row => row.line.LineNumber).ThenBy(row => row.line.Id)
            .Select(row => new QuarantineRow(row.line, row.Name, row.IsCsv))], total);
    }

    /// <summary>How many lines of the filter share a reason and field, the most frequent first.</summary>
    public async Task<IReadOnlyList<QuarantineGroup>> GroupsAsync(QuarantineFilter filter, TenantScope tenants, CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var groups = await Filter(context, filter).GroupBy(line => new { line.Reason, line.Field })
            .Select(group => new { group.Key.Reason, group.Key.Field, Lines = group.Count() })
            .OrderByDescending(group => group.Lines).Take(200)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. groups.Select(group => new QuarantineGroup(group.Reason, group.Field, group.Lines))];
    }

    /// <summary>Every line of the filter, streamed in the order of its log; for downloads.</summary>
    public async IAsyncEnumerable<QuarantinedLine> ReadQuarantineAsync(
        QuarantineFilter filter, TenantScope tenants, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var lines = Filter(context, filter).OrderBy(line => line.ImportFileId).ThenBy(line => line.LineNumber).ThenBy(line => line.Id);
        await foreach (var line in lines.AsAsyncEnumerable().WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    internal static IQueryable<QuarantinedLine> Filter(FinOpsDbContext context, QuarantineFilter filter)
    {
        var lines = context.QuarantinedLines.AsNoTracking();
        if (filter.ImportFileId is { } id)
        {
            lines = lines.Where(line => line.ImportFileId == id);
        }

        if (filter.Reason is { } reason)
        {
            lines = lines.Where(line => line.Reason == reason);
        }

        if (filter.Field is { } field)
        {
            lines = lines.Where(line => line.Field == field);
        }

        return filter.State is { } state ? lines.Where(line => line.State == state) : lines;
    }
}
