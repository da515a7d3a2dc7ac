using System.Data.Common;

namespace FinOps.Core.Enforcement.Ledger.Databases;

/// <summary>A database that several processes keep one ledger in.</summary>
internal interface ILedgerDatabase
{
    bool IsSqlServer { get; }

    /// <summary>An open connection.</summary>
    Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>A transaction in which a statement sees what others committed before it.</summary>
    DbTransaction Begin(DbConnection connection);

    /// <summary>Makes the tables where there are none.</summary>
    Task CreateAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>True when a row with such a key exists.</summary>
    bool IsTaken(Exception failure);

    /// <summary>True when the transaction lost against another and may be tried again as a whole.</summary>
    bool IsWorthRetrying(Exception failure);
}
