using FinOps.Core.Data;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Usage;

/// <summary>Opens the store of the configured database; one for each import.</summary>
internal sealed class UsageStores(IOptions<DatabaseOptions> database, SqliteWriteGate gate, TimeProvider time)
{
    public IUsageStore Open(int importFileId) => database.Value.Provider switch
    {
        DatabaseProvider.Sqlite => new SqliteUsageStore(database.Value.ConnectionString, gate, time, importFileId),
        DatabaseProvider.SqlServer => throw new NotSupportedException("The SQL Server store is not built in."),
    };
}
