namespace FinOps.Core.Enforcement.Ledger;

/// <summary>A row of a result.</summary>
internal interface ILedgerRow
{
    long Int64(int column);

    long? MaybeInt64(int column);

    string? Text(int column);

    byte[] Blob(int column);
}

/// <summary>A parameter; they are given in the order in which the statement first names them.</summary>
internal readonly record struct LedgerValue(string Name, object? Value);

/// <summary>Runs the ledger's statements within the transaction that is open.</summary>
internal interface ILedgerStatements
{
    bool IsSqlServer { get; }

    ValueTask<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<ILedgerRow, T> read, params LedgerValue[] values);

    /// <returns>How many rows were changed.</returns>
    ValueTask<int> RunAsync(string sql, params LedgerValue[] values);

    /// <summary>True when a row with such a key exists.</summary>
    bool IsTaken(Exception failure);
}
