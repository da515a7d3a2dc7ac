using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>Whether a bulk import runs, behind which work that it would undo waits.</summary>
internal static class BulkImports
{
    /// <summary>A running import that has not written for so long was interrupted.</summary>
    private const long PauseMicros = 600 * Instants.MicrosPerSecond;

    /// <summary>Posts that last a moment change little, and under a steady stream of them one is always running.</summary>
    private const long MomentMicros = 5 * Instants.MicrosPerSecond;

    public static Task<bool> IsRunningAsync(FinOpsDbContext context, TimeProvider time, CancellationToken cancellation)
    {
        var (since, before) = (time.NowMicros() - PauseMicros, time.NowMicros() - MomentMicros);
        return context.ImportFiles.AnyAsync(f => f.State == ImportState.Running && f.UpdatedAtMicros > since && f.StartedAtMicros < before, cancellation);
    }
}
