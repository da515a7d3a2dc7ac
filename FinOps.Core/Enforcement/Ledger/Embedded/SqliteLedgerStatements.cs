using FinOps.Core.Data;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Enforcement.Ledger.Embedded;

/// <summary>Runs the ledger's statements over one connection, each prepared once.</summary>
internal sealed class SqliteLedgerStatements(SqliteConnection connection) : ILedgerStatements, IDisposable
{
    private const int Constraint = 19;
    private readonly Dictionary<string, SqliteStatement> prepared = [];

    public bool IsSqlServer => false;

    public ValueTask<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<ILedgerRow, T> read, params LedgerValue[] values)
    {
        var statement = Bind(sql, values);
        try
        {
            if (!statement.Step())
            {
                return ValueTask.FromResult<IReadOnlyList<T>>([]);
            }

            var row = new Row(statement);
            var found = new List<T>(1);
            do
            {
                found.Add(read(row));
            }
            while (statement.Step());
            return ValueTask.FromResult<IReadOnlyList<T>>(found);
        }
        finally
        {
            statement.Reset();
        }
    }

    public ValueTask<int> RunAsync(string sql, params LedgerValue[] values)
    {
        Bind(sql, values).Run();
        return ValueTask.FromResult(SQLitePCL.raw.sqlite3_changes(connection.Handle));
    }

    public bool IsTaken(Exception failure) => failure is SqliteException { SqliteErrorCode: Constraint };

    public void Dispose()
    {
        foreach (var statement in prepared.Values)
        {
            statement.Dispose();
        }

        prepared.Clear();
    }

    private SqliteStatement Bind(string sql, LedgerValue[] values)
    {
        if (!prepared.TryGetValue(sql, out var statement))
        {
            prepared[sql] = statement = new SqliteStatement(connection, sql);
        }

        foreach (var value in values)
        {
            _ = value.Value switch
            {
                long number => statement.Bind(number),
                int number => statement.Bind(number),
                string text => statement.BindText(text),
                byte[] bytes => statement.BindBlob(bytes),
                null => statement.BindNull(),
                var other => throw new NotSupportedException(other.GetType().Name),
            };
        }

        return statement;
    }

    private sealed class Row(SqliteStatement statement) : ILedgerRow
    {
        public long Int64(int column) => statement.Int64(column);

        public long? MaybeInt64(int column) => statement.IsNull(column) ? null : statement.Int64(column);

        public string? Text(int column) => statement.Text(column);

        public byte[] Blob(int column) => statement.Blob(column).ToArray();
    }
}
