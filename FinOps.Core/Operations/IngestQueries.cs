using FinOps.Core.Data;
using FinOps.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Operations;

/// <summary>How far behind imports are.</summary>
/// <param name="Waiting">Logs that wait to be imported.</param>
/// <param name="Running">Imports that run; posts over HTTP among them.</param>
/// <param name="Lag">How long the oldest waiting log has waited, or for how long an import has shown no sign of life.</param>
public sealed record IngestState(int Waiting, int Running, TimeSpan Lag);

/// <summary>Reads how far behind imports are.</summary>
public sealed class IngestQueries(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    public async Task<IngestState> ReadAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var waiting = context.ImportFiles.Where(f => f.State == ImportState.Queued);
        var running = context.ImportFiles.Where(f => f.State == ImportState.Running);
        var (count, first) = (await waiting.CountAsync(cancellation), await waiting.MinAsync(f => (long?)f.QueuedAtMicros, cancellation));
        var (active, silent) = (await running.CountAsync(cancellation), await running.MinAsync(f => f.UpdatedAtMicros ?? f.StartedAtMicros, cancellation));
        var now = time.NowMicros();

        // A running import beats every few seconds; one that does not for the length of its lease waits to be taken over.
        var silence = silent is { } seen && now - seen > ImportQueue.Lease.TotalMicroseconds ? now - seen : 0;
        return new IngestState(count, active, TimeSpan.FromMicroseconds(Math.Max(Math.Max(first is { } at ? now - at : 0, silence), 0)));
    }
}
