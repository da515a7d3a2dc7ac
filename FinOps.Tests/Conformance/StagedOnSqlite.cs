using System.Data.Common;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Conformance;

/// <summary>
/// Runs the store of SQL Server against SQLite: the same statements and the same code, with temporary tables of SQLite and inserts instead of bulk copy.
/// What stays unproven without a server is its own part only: bulk copy, row locks and error numbers.
/// </summary>
internal sealed class SqliteStaging(string connectionString) : IStagingDatabase
{
    public DbConnection Open()
    {
        // Without a pool, so that temporary tables end with the connection as they do on SQL Server.
        var connection = new SqliteConnection(connectionString + ";Pooling=False");
        connection.Open();
        SqliteConnections.Prepare(connection);
        return connection;
    }

    public DbTransaction Begin(DbConnection connection)
    {
        var transaction = ((SqliteConnection)connection).BeginTransaction(deferred: false);
        foreach (var create in UsageColumns.StagingTables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = OnSqlite(create);
            command.ExecuteNonQuery();
        }

        return transaction;
    }

    public static string OnSqlite(string createOnSqlServer) => createOnSqlServer
        .Replace("CREATE TABLE", "CREATE TEMP TABLE", StringComparison.Ordinal)
        .Replace("COLLATE Latin1_General_100_BIN2_UTF8", "", StringComparison.Ordinal)
        .Replace("(max)", "", StringComparison.Ordinal);

    public void Copy(DbTransaction transaction, string table, BulkRows rows)
    {
        using var command = transaction.Connection!.CreateCommand();
        command.CommandText = $"INSERT INTO [{table}] ({string.Join(", ", rows.Columns.Select(c => $"[{c}]"))}) VALUES ({string.Join(", ", rows.Columns.Select((_, i) => $"@p{i}"))})";
        var parameters = rows.Columns.Select((_, i) => new SqliteParameter { ParameterName = $"@p{i}" }).ToArray();
        command.Parameters.AddRange(parameters);
        while (rows.Read())
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value = rows.GetValue(i);
            }

            command.ExecuteNonQuery();
        }
    }

    public bool IsTimeout(DbException failure) => failure is SqliteException { SqliteErrorCode: 5 };

    public bool IsWorthRetrying(DbException failure) => failure is SqliteException { SqliteErrorCode: 19 };
}

/// <summary>A SQLite database written by the staged store.</summary>
internal sealed class StagedSqliteLabDatabase : ILabDatabase
{
    private readonly SqliteLabDatabase inner = new();
    private string connectionString = "";

    public async Task<Dictionary<string, string?>> CreateAsync(string folder)
    {
        var settings = await inner.CreateAsync(folder);
        connectionString = settings["Database:ConnectionString"]!;
        return settings;
    }

    public void Change(IServiceCollection services) =>
        services.AddSingleton<IUsageStores>(p => new StagedStores(new SqliteStaging(connectionString), p.GetRequiredService<BudgetBooks>(), p.GetRequiredService<TimeProvider>()))
            .AddSingleton<IRerateStores>(p => new StagedRerating(new SqliteStaging(connectionString), p.GetRequiredService<BudgetBooks>(), p.GetRequiredService<TimeProvider>()));

    public Task DropAsync() => inner.DropAsync();

    private sealed class StagedStores(IStagingDatabase staging, BudgetBooks books, TimeProvider time) : IUsageStores
    {
        public IUsageStore Open(int importFileId) => new StagedUsageStore(staging, books, time, importFileId);
    }

    private sealed class StagedRerating(IStagingDatabase staging, BudgetBooks books, TimeProvider time) : IRerateStores
    {
        public IRerateStore Open() => new StagedRerateStore(staging, books, time);
    }
}

public sealed class StagedImportConformanceTests : ImportConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}

public sealed class StagedCostConformanceTests : CostConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}

public sealed class StagedResumeConformanceTests : ResumeConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}

public sealed class StagedRerateConformanceTests : RerateConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}

public sealed class StagedDoorConformanceTests : DoorConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}

public sealed class StagedTidyConformanceTests : TidyConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}

public sealed class StagedBudgetConformanceTests : BudgetConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}
