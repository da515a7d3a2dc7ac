using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Demo;

/// <summary>Whether demo data is stored, remembered as long as nothing is written, so that every page can say so.</summary>
public sealed class DemoStatus(IDbContextFactory<FinOpsDbContext> contexts, CostFeed feed)
{
    private bool? isLoaded;
    private long askedAtVersion;

    /// <summary>Raised when demo data came or went, on the thread of whoever did it.</summary>
    public event Action? Changed;

    /// <summary>True when demo data is stored; false until the first <see cref="IsLoadedAsync"/>.</summary>
    public bool IsLoaded => isLoaded ?? false;

    /// <summary>Asks the database where something was written since the last time: a command may have loaded or removed it.</summary>
    public async ValueTask<bool> IsLoadedAsync(CancellationToken cancellation) =>
        isLoaded is { } known && Volatile.Read(ref askedAtVersion) == feed.Version ? known : await RefreshAsync(cancellation);

    /// <summary>Asks the database, and tells open pages when the answer is new.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        var version = feed.Version;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = await context.ImportFiles.AnyAsync(file => file.Source == ImportSource.Demo && file.NewRecords > 0, cancellation);
        var before = isLoaded;
        isLoaded = now;
        Volatile.Write(ref askedAtVersion, version);
        if (before != now)
        {
            Changed?.Invoke();
        }

        return now;
    }
}
