using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FinOps.Core.Data;

/// <summary>A prepared statement without the boxing of ADO.NET parameters; for the bulk paths only.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private const nint Static = 0;
    private const nint Copied = -1;
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly nint handle;
    private int next;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        var result = raw.sqlite3_prepare_v2(database, sql, out statement);
        handle = result == raw.SQLITE_OK ? statement.DangerousGetHandle() : throw Failure(result);
    }

    public SqliteStatement Bind(long value)
    {
        SqliteNative.BindInt64(handle, ++next, value);
        return this;
    }

    public SqliteStatement Bind(long? value) => value is { } v ? Bind(v) : BindNull();

    public SqliteStatement BindNull()
    {
        SqliteNative.BindNull(handle, ++next);
        return this;
    }

    public unsafe SqliteStatement BindBlob(ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            SqliteNative.BindBlob(handle, ++next, bytes, value.Length, Copied);
        }

        return this;
    }

    /// <summary>Binds UTF-8 text that lies in pinned memory and stays there until the statement has run; empty text is stored as NULL.</summary>
    public unsafe SqliteStatement BindPinnedText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return BindNull();
        }

        fixed (byte* text = utf8)
        {
            SqliteNative.BindText(handle, ++next, text, utf8.Length, Static);
        }

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
        var result = SqliteNative.Step(handle);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        Reset();
        throw Failure(result);
    }

    public long Int64(int column) => SqliteNative.ColumnInt64(handle, column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    /// <summary>Null where the column is.</summary>
    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(statement, column).utf8_to_string();

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public void Reset()
    {
        SqliteNative.Reset(handle);
        next = 0;
    }

    public void Dispose() => statement.Dispose();

    private SqliteException Failure(int result) =>
        new($"SQLite: {raw.sqlite3_errmsg(database).utf8_to_string()}", result, raw.sqlite3_extended_errcode(database));
}
