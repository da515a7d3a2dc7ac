using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>Runs one change of what enforcement goes by: alone among all such changes, in one transaction, and published before it is answered.</summary>
public sealed class EnforcementChange(IDbContextFactory<FinOpsDbContext> contexts, MeasureBoard board)
{
    /// <summary>Runs a change.</summary>
    /// <param name="change">Changes, saves and tells how it ended; what it saved is taken back unless it says <see cref="MeasureResult.Saved"/>.</param>
    /// <param name="cancellation">Gives up; nothing is changed then.</param>
    internal async Task<MeasureResult> RunAsync(Func<FinOpsDbContext, Task<MeasureResult>> change, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);

        // Moved first: whoever holds this row is alone, so that two who pause the same at once notice each other.
        await context.EnforcementVersions.Where(v => v.Id == 1).ExecuteUpdateAsync(v => v.SetProperty(x => x.Version, x => x.Version + 1), cancellation);
        var result = await change(context);
        if (result is not MeasureResult.Saved)
        {
            return result;
        }

        await transaction.CommitAsync(cancellation);

        // What is committed must be published even when the asker has gone away meanwhile.
        await board.RefreshAsync(CancellationToken.None);
        return result;
    }
}
