using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FinOps.Core.Enforcement.Ledger.Databases;

/// <summary>Runs the ledger's statements within a transaction of any database.</summary>
[SuppressMessage("Security", "CA2100", Justification = "The statements are constants.")]
internal sealed class DbLedgerStatements(ILedgerDatabase database, DbConnection connection, DbTransaction transaction) : ILedgerStatements
{
    /// <summary>Texts get few lengths, so that the server keeps few plans.</summary>
    private const int UsualLength = 600;

    public bool IsSqlServer => database.IsSqlServer;

    public async ValueTask<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<ILedgerRow, T> read, params LedgerValue[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var row = new Row(reader);
        var found = new List<T>(1);
        while (await reader.ReadAsync())
        {
            found.Add(read(row));
        }

        return found;
    }

    public async ValueTask<int> RunAsync(string sql, params LedgerValue[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    public bool IsTaken(Exception failure) => database.IsTaken(failure);

    private DbCommand Command(string sql, LedgerValue[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            if (value is string { Length: <= UsualLength })
            {
                parameter.Size = UsualLength;
            }

            command.Parameters.Add(parameter);
        }

        return command;
    }

    private sealed class Row(DbDataReader reader) : ILedgerRow
    {
        public long Int64(int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

        public long? MaybeInt64(int column) => reader.IsDBNull(column) ? null : Int64(column);

        public string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        public byte[] Blob(int column) => (byte[])reader.GetValue(column);
    }
}
