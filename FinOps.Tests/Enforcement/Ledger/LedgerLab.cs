using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Enforcement.Ledger;
using FinOps.Core.Enforcement.Ledger.Databases;
using FinOps.Core.Enforcement.Ledger.Embedded;
using FinOps.Core.Enforcement.Ledger.Redis;
using FinOps.Tests.Conformance;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Enforcement.Ledger;

/// <summary>An engine with a store of its own that can be opened again, also after a crash.</summary>
internal interface ILedgerLab : IAsyncDisposable
{
    /// <summary>Opens the store; several at a time where the engine is made for several processes.</summary>
    Task<ILedgerEngine> OpenAsync(TimeProvider time);

    /// <summary>Lets an engine go as a process that ends.</summary>
    Task CloseAsync(ILedgerEngine engine);

    /// <summary>Whether two engines may work on the store at once.</summary>
    bool IsShared { get; }
}

internal sealed class EmbeddedLab : ILedgerLab
{
    private readonly string folder = Directory.CreateTempSubdirectory("finops-ledger-").FullName;

    public bool IsShared => false;

    public string Path => System.IO.Path.Combine(folder, "ledger.db");

    public Task<ILedgerEngine> OpenAsync(TimeProvider time) => Task.FromResult<ILedgerEngine>(new EmbeddedLedger(Path, new LedgerClock(time), time));

    public async Task CloseAsync(ILedgerEngine engine) => await ((EmbeddedLedger)engine).DisposeAsync();

    public ValueTask DisposeAsync()
    {
        TempFolders.Remove(folder);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Commands with defaults.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public static FakeTimeProvider Time() => new(Now);

    public static LedgerAccount Account(string key, long limit, long posted = 0, long version = 0) => new(new AccountRef(key, 0), long.MaxValue, limit, posted, version);

    public static ReserveCommand Reserve(string request, long hold, params LedgerAccount[] accounts) => new()
    {
        Tenant = "acme",
        RequestId = request,
        Fingerprint = Print($"{request}:{hold}"),
        Hold = HoldByClass.None with { OutputNanos = hold },
        Lease = Lease,
        Accounts = accounts,
        Call = "{}",
    };

    public static SettleCommand Settle(string request, long actual, bool isFinal = true, string? root = null) => new()
    {
        Reservation = Key(root ?? request),
        Attempt = Key(request),
        Fingerprint = Print($"{request}={actual}"),
        ActualNanos = actual,
        IsFinal = isFinal,
        Usage = "{}",
    };

    public static ReservationKey Key(string request) => ReservationKey.Of("acme", request);

    public static byte[] Print(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static async Task<AccountState> StateAsync(this ILedgerEngine engine, LedgerAccount account) =>
        Assert.Single((await engine.SnapshotAsync([account.Ref], CancellationToken.None)).Accounts);

    /// <summary>Posts everything that is settled, as the usage store would.</summary>
    public static async Task PostAllAsync(this ILedgerEngine engine, long posted, long version, LedgerAccount account)
    {
        var ids = (await engine.UnstoredAsync(10_000, CancellationToken.None)).Select(s => s.Id).ToList();
        await engine.TakeOverAsync([new AccountPosted(account.Ref, posted, version)], ids, CancellationToken.None);
    }
}

/// <summary>The ledger for several processes on SQLite: the same code as on a server, but for who waits for whom.</summary>
internal sealed class SharedOnSqliteLab : ILedgerLab, ILedgerDatabase
{
    private readonly string folder = Directory.CreateTempSubdirectory("finops-ledger-").FullName;

    public bool IsShared => true;

    public bool IsSqlServer => false;

    public Task<ILedgerEngine> OpenAsync(TimeProvider time) => Task.FromResult<ILedgerEngine>(new SharedLedger(this, new LedgerClock(time)));

    public Task CloseAsync(ILedgerEngine engine) => Task.CompletedTask;

    public async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "shared.db")};Pooling=False");
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout=60000; PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF";
        await command.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    public DbTransaction Begin(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    public async Task CreateAsync(DbConnection connection, CancellationToken cancellation)
    {
        foreach (var create in LedgerSchemaSql.All(false))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = create.Replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", StringComparison.Ordinal).Replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", StringComparison.Ordinal);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    public bool IsTaken(Exception failure) => failure is SqliteException { SqliteErrorCode: 19 };

    public bool IsWorthRetrying(Exception failure) => failure is SqliteException { SqliteErrorCode: 5 };

    public ValueTask DisposeAsync()
    {
        TempFolders.Remove(folder);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The ledger on the SQL Server that <c>FINOPS_TEST_SQLSERVER</c> names, in a database of its own.</summary>
internal sealed class SqlServerLab : ILedgerLab
{
    private readonly string name = $"finops_ledger_{Guid.NewGuid():N}";

    public bool IsShared => true;

    private string ConnectionString => new SqlConnectionStringBuilder(NeedsSqlServerAttribute.ConnectionString) { InitialCatalog = name }.ConnectionString;

    public async Task<ILedgerEngine> OpenAsync(TimeProvider time)
    {
        await RunAsync($"IF DB_ID(N'{name}') IS NULL CREATE DATABASE [{name}]");
        return new SharedLedger(new SqlServerLedgerDatabase(ConnectionString), new LedgerClock(time));
    }

    public Task CloseAsync(ILedgerEngine engine) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        await RunAsync($"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]");
    }

    private static async Task RunAsync(string sql)
    {
        await using var connection = new SqlConnection(NeedsSqlServerAttribute.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The ledger in a Redis of its own.</summary>
internal sealed class RedisLab : ILedgerLab
{
    private RedisServer? server;
    private RedisLink? link;

    public bool IsShared => true;

    public async Task<ILedgerEngine> OpenAsync(TimeProvider time)
    {
        server ??= await RedisServer.StartAsync();
        link ??= new RedisLink(server.Address);
        return new RedisLedger(link.OpenAsync, "test", new LedgerClock(time));
    }

    public Task CloseAsync(ILedgerEngine engine) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (link is not null)
        {
            await (await link.OpenAsync()).DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
