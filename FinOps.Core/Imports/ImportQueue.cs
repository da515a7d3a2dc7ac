using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>
/// Logs that wait to be imported, shared by all processes through their rows: whoever changes a row from queued to running has it.
/// A row whose runner has died is taken over once its <see cref="Lease"/> has passed.
/// </summary>
public sealed class ImportQueue
{
    /// <summary>A running import that shows no sign of life for so long is taken over.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly UsageImporter importer;
    private readonly ImportTrail trail;
    private readonly TimeProvider time;

    internal ImportQueue(IDbContextFactory<FinOpsDbContext> contexts, UsageImporter importer, ImportTrail trail, TimeProvider time) =>
        (this.contexts, this.importer, this.trail, this.time) = (contexts, importer, trail, time);

    /// <summary>Raised after a log was queued in this process, so that it starts at once.</summary>
    public event Action? Added;

    /// <summary>Queues a file on disk.</summary>
    /// <returns>The id of its row.</returns>
    public async Task<int> AddAsync(string path, ImportRequest request, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var file = new ImportFile
        {
            Source = request.Source,
            State = ImportState.Queued,
            Name = request.Name,
            Path = Path.GetFullPath(path),
            Profile = request.Profile,
            Kind = request.Kind ?? (request.Profile is null ? ImportKinds.OfFile(path, request.Name) : ImportKind.Usage),
            SizeBytes = new FileInfo(path).Length,
            QueuedAtMicros = time.NowMicros(),
        };
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        context.ImportFiles.Add(file);
        await trail.StartAsync(context, file, actor, cancellation).ConfigureAwait(false);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        Added?.Invoke();
        return file.Id;
    }

    /// <summary>Queues a log again that has ended, such as a file that grew. False when someone else did or it is running.</summary>
    public async Task<bool> AddAgainAsync(int importFileId, Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.NowMicros();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var changed = await context.ImportFiles
            .Where(f => f.Id == importFileId && f.State != ImportState.Queued && f.State != ImportState.Running)
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.State, ImportState.Queued).SetProperty(x => x.QueuedAtMicros, now).SetProperty(x => x.IsCancelRequested, false), cancellation)
            .ConfigureAwait(false);
        if (changed == 1)
        {
            var file = await context.ImportFiles.AsNoTracking().SingleAsync(f => f.Id == importFileId, cancellation).ConfigureAwait(false);
            await trail.StartAsync(context, file, actor, cancellation).ConfigureAwait(false);
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        Added?.Invoke();
        return changed == 1;
    }

    /// <summary>Takes the oldest log that waits, or one whose runner has died; null when there is none.</summary>
    public async Task<ImportFile?> TakeAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.NowMicros();
        var stale = now - (long)Lease.TotalMicroseconds;
        var candidates = await context.ImportFiles.AsNoTracking()
            .Where(f => f.State == ImportState.Queued || (f.State == ImportState.Running && (f.UpdatedAtMicros ?? f.StartedAtMicros ?? f.QueuedAtMicros) < stale))
            .OrderBy(f => f.Id).Take(50).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var file in candidates)
        {
            var seen = file.UpdatedAtMicros;
            var taken = await context.ImportFiles
                .Where(f => f.Id == file.Id && f.State == file.State && f.UpdatedAtMicros == seen)
                .ExecuteUpdateAsync(f => f.SetProperty(x => x.State, ImportState.Running).SetProperty(x => x.StartedAtMicros, now).SetProperty(x => x.UpdatedAtMicros, now), cancellation)
                .ConfigureAwait(false);
            if (taken == 1 && await IsThereAsync(context, file).ConfigureAwait(false))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Imports a log that <see cref="TakeAsync"/> has handed out. When stopped, it is queued again for the next start.</summary>
    public async Task RunAsync(ImportFile taken, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(taken);
        var path = taken.Path!;
        var request = new ImportRequest(taken.Source, taken.Name)
        {
            Profile = taken.Profile,
            ImportFileId = taken.Id,
            MayGrow = taken.Source == ImportSource.DropFolder && DropFolder.MayGrow(path, time),
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var beat = BeatAsync(taken.Id, stop.Token);
        try
        {
            await importer.ImportFileAsync(path, request, actor, null, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await EndAsync(taken.Id, ImportState.Queued, null, actor).ConfigureAwait(false);
            throw;
        }
        catch (Exception exception)
        {
            await EndAsync(taken.Id, ImportState.Failed, exception.Message, actor).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await beat.ConfigureAwait(false);
        }
    }

    /// <summary>Marks a running import as canceled by its user, so that no one takes it over; the same log goes on when it is imported again.</summary>
    public Task CancelAsync(int importFileId, Actor actor) => EndAsync(importFileId, ImportState.Canceled, null, actor);

    private async Task BeatAsync(int id, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
                var now = time.NowMicros();
                await context.ImportFiles.Where(f => f.Id == id && f.State == ImportState.Running)
                    .ExecuteUpdateAsync(f => f.SetProperty(x => x.UpdatedAtMicros, now), cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The import has ended.
        }
    }

    private async Task EndAsync(int id, ImportState state, string? error, Actor actor)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        await EndAsync(context, id, state, error, actor).ConfigureAwait(false);
    }

    /// <summary>Ends a running import or lets it wait again, which is no end.</summary>
    private async Task EndAsync(FinOpsDbContext context, int id, ImportState state, string? error, Actor actor)
    {
        long? finished = state is ImportState.Failed or ImportState.Canceled ? time.NowMicros() : null;
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None).ConfigureAwait(false);
        var ended = await context.ImportFiles.Where(f => f.Id == id && f.State == ImportState.Running)
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.State, state).SetProperty(x => x.Error, error).SetProperty(x => x.FinishedAtMicros, finished)).ConfigureAwait(false);
        if (ended == 1 && finished is not null)
        {
            var file = await context.ImportFiles.AsNoTracking().SingleAsync(f => f.Id == id).ConfigureAwait(false);
            await trail.EndAsync(context, file, actor, CancellationToken.None).ConfigureAwait(false);
            await context.SaveChangesAsync().ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
    }

    private async Task<bool> IsThereAsync(FinOpsDbContext context, ImportFile file)
    {
        if (file.Path is not null && File.Exists(file.Path))
        {
            return true;
        }

        var reason = file.Path is null
            ? "The sender's connection ended before its data did. What was read is kept; send it again, repeated records add nothing."
            : $"The file {file.Path} is gone. What was read is kept; put it back and import it again.";
        await EndAsync(context, file.Id, ImportState.Failed, reason, Actor.System("ImportFiles", "job")).ConfigureAwait(false);
        return false;
    }
}
