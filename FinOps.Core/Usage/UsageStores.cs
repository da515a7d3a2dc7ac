using FinOps.Core.Budgets;
using FinOps.Core.Data;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Usage;

/// <summary>Opens the store that an import writes to; one for each import.</summary>
internal interface IUsageStores
{
    IUsageStore Open(int importFileId);
}

/// <summary>Opens the store of the configured database.</summary>
internal sealed class UsageStores(IOptions<DatabaseOptions> database, SqliteWriteGate gate, BudgetBooks books, TimeProvider time) : IUsageStores
{
    public IUsageStore Open(int importFileId) => database.Value.Provider switch
    {
        DatabaseProvider.Sqlite => new SqliteUsageStore(database.Value.ConnectionString, gate, books, time, importFileId),
        DatabaseProvider.SqlServer => new StagedUsageStore(new SqlServerStaging(database.Value.ConnectionString), books, time, importFileId),
    };
}
