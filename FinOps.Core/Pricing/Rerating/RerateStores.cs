using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Opens the store of the configured database.</summary>
internal sealed class RerateStores(IOptions<DatabaseOptions> database, SqliteWriteGate gate, BudgetBooks books, TimeProvider time) : IRerateStores
{
    public IRerateStore Open() => database.Value.Provider switch
    {
        DatabaseProvider.Sqlite => new SqliteRerateStore(database.Value.ConnectionString, gate, books, time),
        DatabaseProvider.SqlServer => new StagedRerateStore(new SqlServerStaging(database.Value.ConnectionString), books, time),
    };
}
