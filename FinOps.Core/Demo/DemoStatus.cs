using FinOps.Core.Data;
using FinOps.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Demo;

/// <summary>Whether demo data is stored, remembered so that every page can say so without asking the database.</summary>
public sealed class DemoStatus(IDbContextFactory<FinOpsDbContext> contexts)
{
    private bool? isLoaded;

    /// <summary>Raised when demo data came or went, on the thread of whoever did it.</summary>
    public event Action? Changed;

    /// <summary>True when demo data is stored; false until the first <see cref="IsLoadedAsync"/>.</summary>
    public bool IsLoaded => isLoaded ?? false;

    /// <summary>Asks the database once, and again after <see cref="RefreshAsync"/>.</summary>
    public async ValueTask<bool> IsLoadedAsync(CancellationToken cancellation) => isLoaded ?? await RefreshAsync(cancellation);

    /// <summary>Asks the database, and tells open pages when the answer is new.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = await context.ImportFiles.AnyAsync(file => file.Source == ImportSource.Demo && file.NewRecords > 0, cancellation);
        var before = isLoaded;
        isLoaded = now;
        if (before != now)
        {
            Changed?.Invoke();
        }

        return now;
    }
}
