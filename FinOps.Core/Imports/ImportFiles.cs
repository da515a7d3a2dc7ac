using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>Keeps the rows that tell how each import stands; recognizes logs that were seen before.</summary>
internal sealed class ImportFiles(IDbContextFactory<FinOpsDbContext> contexts, ImportTrail trail, TimeProvider time)
{
    /// <summary>The row of a file, running: an earlier one to go on with, or a new one; or a new row that is a duplicate.</summary>
    public async Task<ImportFile> BeginAsync(string path, ImportRequest request, Actor actor, CancellationToken cancellation)
    {
        var size = new FileInfo(path).Length;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var file = request.ImportFileId is { } id
            ? await context.ImportFiles.SingleAsync(f => f.Id == id, cancellation)
            : await FindEarlierAsync(context, path, request, size, cancellation);
        if (file is null || (file.CommittedOffset == 0 && file.NewRecords == 0))
        {
            file ??= NewRow(context, request);
            file.Kind = request.Kind ?? (request.Profile is null ? ImportKinds.OfFile(path, request.Name) : ImportKind.Usage);
            var duplicateOf = await FindDuplicateAsync(context, path, size, file, cancellation);
            file.DuplicateOfId = duplicateOf;
            file.State = duplicateOf is null ? ImportState.Running : ImportState.Duplicate;
        }
        else
        {
            file.State = ImportState.Running;
        }

        file.Path = path;
        file.SizeBytes = size;
        file.HeadHash = await UsageLogs.HashAsync(path, Math.Min(UsageLogs.HeadBytes, size), cancellation);
        file.Error = null;
        file.IsCancelRequested = false;
        file.StartedAtMicros = time.NowMicros();
        file.FinishedAtMicros = file.State == ImportState.Duplicate ? time.NowMicros() : null;
        if (request.ImportFileId is null)
        {
            // A queued log is on record since it was queued.
            await trail.StartAsync(context, file, actor, cancellation);
        }

        if (file.State == ImportState.Duplicate)
        {
            await trail.EndAsync(context, file, actor, cancellation);
        }

        await context.SaveChangesAsync(cancellation);
        return file;
    }

    public async Task<ImportFile> BeginStreamAsync(ImportRequest request, Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var file = NewRow(context, request);
        file.State = ImportState.Running;
        file.StartedAtMicros = time.NowMicros();
        await trail.StartAsync(context, file, actor, cancellation);
        await context.SaveChangesAsync(cancellation);
        return file;
    }

    /// <summary>Keeps the header of a CSV log, without which a quarantined row says nothing.</summary>
    public async Task KeepHeaderAsync(int id, string header, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.ImportFiles.Where(f => f.Id == id).ExecuteUpdateAsync(f => f.SetProperty(x => x.Header, header), cancellation);
    }

    /// <param name="sha256">The hash of the whole file where reading it brought one; else it is read once more.</param>
    public async Task<ImportFile> EndAsync(int id, string? path, ImportState state, string? error, string? sha256, SenderBinding? binding, Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var file = await context.ImportFiles.SingleAsync(f => f.Id == id, cancellation);
        file.State = state;
        file.Error = error;
        file.FinishedAtMicros = time.NowMicros();
        file.RefusedLines += binding is { KeepsLines: false } ? binding.Refused : 0;
        if (path is null)
        {
            // The sender is told next that its records are stored: from here on not even a power cut may take them.
            await SyncCommitsAsync(context, cancellation);
            file.SizeBytes = file.CommittedOffset;
        }
        else if (state == ImportState.Done && new FileInfo(path).Length == file.SizeBytes)
        {
            file.ContentSha256 = sha256 ?? await UsageLogs.HashAsync(path, null, cancellation);
        }

        await trail.EndAsync(context, file, actor, cancellation);
        await context.SaveChangesAsync(cancellation);
        return file;
    }

    /// <summary>Has the next commit reach the disk, and with it all those before it; a server does so by itself.</summary>
    private static async Task SyncCommitsAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        if (context.Database.IsSqlite())
        {
            await context.Database.OpenConnectionAsync(cancellation);
            await context.Database.ExecuteSqlRawAsync("PRAGMA synchronous=FULL", cancellation);
        }
    }

    private ImportFile NewRow(FinOpsDbContext context, ImportRequest request)
    {
        var file = new ImportFile { Source = request.Source, Kind = request.Kind ?? ImportKind.Usage, Name = request.Name, Profile = request.Profile, ApiKeyId = request.ApiKeyId, QueuedAtMicros = time.NowMicros() };
        context.ImportFiles.Add(file);
        return file;
    }

    /// <summary>The newest row of the same path whose content this file continues: it grew, or its import did not end.</summary>
    private static async Task<ImportFile?> FindEarlierAsync(FinOpsDbContext context, string path, ImportRequest request, long size, CancellationToken cancellation)
    {
        var earlier = await context.ImportFiles
            .Where(f => f.Path == path && f.Profile == request.Profile && f.State != ImportState.Duplicate)
            .OrderByDescending(f => f.Id)
            .FirstOrDefaultAsync(cancellation);
        if (earlier is null || earlier.HeadHash is null || earlier.SizeBytes > size)
        {
            return null;
        }

        var isSameStart = await UsageLogs.HashAsync(path, Math.Min(UsageLogs.HeadBytes, earlier.SizeBytes), cancellation) == earlier.HeadHash;
        var isWhole = earlier.State == ImportState.Done && earlier.SizeBytes == size;
        return isSameStart && !isWhole ? earlier : null;
    }

    private static async Task<int?> FindDuplicateAsync(
        FinOpsDbContext context, string path, long size, ImportFile file, CancellationToken cancellation)
    {
        var head = await UsageLogs.HashAsync(path, Math.Min(UsageLogs.HeadBytes, size), cancellation);
        var candidates = await context.ImportFiles
            .Where(f => f.State == ImportState.Done && f.SizeBytes == size && f.HeadHash == head && f.Profile == file.Profile && f.Kind == file.Kind && f.ContentSha256 != null && f.Id != file.Id)
            .OrderBy(f => f.Id)
            .ToListAsync(cancellation);
        if (candidates.Count == 0)
        {
            return null;
        }

        var hash = await UsageLogs.HashAsync(path, null, cancellation);
        return candidates.FirstOrDefault(f => f.ContentSha256 == hash)?.Id;
    }
}
