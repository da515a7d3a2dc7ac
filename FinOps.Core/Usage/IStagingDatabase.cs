using System.Data.Common;

namespace FinOps.Core.Usage;

/// <summary>What writing through staging tables needs of a database beyond plain statements.</summary>
internal interface IStagingDatabase
{
    /// <summary>A new open connection.</summary>
    DbConnection Open();

    /// <summary>Begins a transaction with the empty staging tables <c>#Name</c>, <c>#Event</c>, <c>#Cell</c>, <c>#Latency</c>, <c>#Rerated</c> and <c>#Budget</c>.</summary>
    DbTransaction Begin(DbConnection connection);

    /// <summary>Copies rows into a table by the names of their columns, ids included.</summary>
    void Copy(DbTransaction transaction, string table, BulkRows rows);

    /// <summary>Whether a statement gave up waiting for other writers.</summary>
    bool IsTimeout(DbException failure);

    /// <summary>Whether the transaction lost against another one and may be tried again as a whole.</summary>
    bool IsWorthRetrying(DbException failure);
}
