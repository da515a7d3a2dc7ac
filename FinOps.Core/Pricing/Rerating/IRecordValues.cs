using System.Data.Common;
using System.Text;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>The columns of one record, whichever database they come from.</summary>
internal interface IRecordValues
{
    long Int64(int column);

    bool IsNull(int column);

    /// <summary>A text in UTF-8, empty for NULL; valid until the next record.</summary>
    ReadOnlySpan<byte> Utf8(int column);
}

/// <summary>Columns of a prepared SQLite statement.</summary>
internal readonly struct StatementValues(SqliteStatement statement) : IRecordValues
{
    public long Int64(int column) => statement.Int64(column);

    public bool IsNull(int column) => statement.IsNull(column);

    public ReadOnlySpan<byte> Utf8(int column) => statement.IsNull(column) ? default : statement.Blob(column);
}

/// <summary>Columns of any other reader.</summary>
internal readonly struct ReaderValues(DbDataReader row) : IRecordValues
{
    public long Int64(int column) => row.IsDBNull(column) ? 0 : Convert.ToInt64(row.GetValue(column), null);

    public bool IsNull(int column) => row.IsDBNull(column);

    public ReadOnlySpan<byte> Utf8(int column) => row.IsDBNull(column) ? default : Encoding.UTF8.GetBytes(row.GetString(column));
}
