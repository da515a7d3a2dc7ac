using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Costs;

/// <summary>Asks for sealed weeks and opens them on the embedded database.</summary>
internal sealed class SqliteSealedWeeks(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement isSealed = new(connection, UsageSqliteSql.IsSealed);
    private readonly SqliteStatement open = new(connection, UsageSqliteSql.Unseal);

    /// <inheritdoc cref="SealedWeeks.Keep(RollupBuilder, Func{int, bool}, Action{int})"/>
    public HashSet<int> Keep(RollupBuilder rollups) => SealedWeeks.Keep(rollups, IsSealed, week => open.Bind(week).Run());

    public void Dispose()
    {
        isSealed.Dispose();
        open.Dispose();
    }

    private bool IsSealed(int week)
    {
        var has = isSealed.Bind(week).Step();
        isSealed.Reset();
        return has;
    }
}
