using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>Stops imports. Needs <see cref="ProtectedActions.Import"/>.</summary>
public sealed class ImportEditor(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>Cancels an import: one that waits at once, one that runs behind its next batch. What is committed stays. False when it has ended.</summary>
    public async Task<bool> CancelAsync(int importFileId, Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Import);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.NowMicros();
        var waiting = await AuditTrail.WriteAsync(
            context,
            () => context.ImportFiles.Where(file => file.Id == importFileId && file.State == ImportState.Queued)
                .ExecuteUpdateAsync(file => file.SetProperty(x => x.State, ImportState.Canceled).SetProperty(x => x.FinishedAtMicros, now), cancellation),
            _ => Note(ImportState.Queued),
            cancellation).ConfigureAwait(false);
        return waiting == 1 || await AuditTrail.WriteAsync(
            context,
            () => context.ImportFiles.Where(file => file.Id == importFileId && file.State == ImportState.Running && !file.IsCancelRequested)
                .ExecuteUpdateAsync(file => file.SetProperty(x => x.IsCancelRequested, true), cancellation),
            _ => Note(ImportState.Running),
            cancellation).ConfigureAwait(false) == 1
            || await context.ImportFiles.AnyAsync(file => file.Id == importFileId && file.State == ImportState.Running, cancellation).ConfigureAwait(false);

        void Note(ImportState state) =>
            AuditTrail.Add(context, actor, "import.cancel", ImportTrail.Target(importFileId), new { State = state }, new { State = ImportState.Canceled });
    }
}
