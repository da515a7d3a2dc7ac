using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Usage;

/// <summary>Lets one change happen while nobody else writes usage: importers of this process wait at the gate, those of others at the database.</summary>
internal sealed class UsageTurn(IDbContextFactory<FinOpsDbContext> contexts, IOptions<DatabaseOptions> database, SqliteWriteGate gate, CostFeed feed, TimeProvider time)
{
    private const int TimeoutSeconds = 300;

    /// <summary>Runs a change inside a transaction that is committed when it returns true and undone otherwise.</summary>
    public async Task<bool> TakeAsync(Func<FinOpsDbContext, Task<bool>> change, CancellationToken cancellation)
    {
        if (database.Value.Provider != DatabaseProvider.Sqlite)
        {
            return await AloneAsync(change, cancellation);
        }

        await gate.EnterAsync(cancellation);
        try
        {
            return await AloneAsync(change, cancellation);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task<bool> AloneAsync(Func<FinOpsDbContext, Task<bool>> change, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(TimeoutSeconds);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await context.Database.ExecuteSqlRawAsync(DataVersionSql.TakeTurn(time.NowMicros()), cancellation);
        if (!await change(context))
        {
            return false;
        }

        var version = await context.DataVersions.Select(v => v.Version).SingleAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        feed.Publish(version);
        return true;
    }
}
