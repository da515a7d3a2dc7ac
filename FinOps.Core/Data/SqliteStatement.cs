using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FinOps.Core.Data;

/// <summary>A prepared statement without the boxing of ADO.NET parameters; for the bulk paths only.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private int next;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public SqliteStatement Bind(long value)
    {
        raw.sqlite3_bind_int64(statement, ++next, value);
        return this;
    }

    public SqliteStatement Bind(long? value) => value is { } v ? Bind(v) : BindNull();

    public SqliteStatement BindNull()
    {
        raw.sqlite3_bind_null(statement, ++next);
        return this;
    }

    public SqliteStatement BindBlob(ReadOnlySpan<byte> value)
    {
        raw.sqlite3_bind_blob(statement, ++next, value);
        return this;
    }

    /// <summary>Binds UTF-8 text; empty text is stored as NULL.</summary>
    public SqliteStatement BindText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return BindNull();
        }

        raw.sqlite3_bind_text(statement, ++next, utf8);
        return this;
    }

    /// <summary>Binds text as it is, empty text included.</summary>
    public SqliteStatement BindText(string? text)
    {
        if (text is null)
        {
            return BindNull();
        }

        raw.sqlite3_bind_text(statement, ++next, text);
        return this;
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>True while there is a row; read it, then call <see cref="Reset"/>.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        Reset();
        throw Failure(result);
    }

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public void Reset()
    {
        raw.sqlite3_reset(statement);
        next = 0;
    }

    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    private SqliteException Failure(int result) =>
        new($"SQLite: {raw.sqlite3_errmsg(database).utf8_to_string()}", result, raw.sqlite3_extended_errcode(database));
}
