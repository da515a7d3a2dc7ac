using System.Collections;
using System.Data.Common;

namespace FinOps.Core.Usage;

/// <summary>Rows that are made one by one while they are copied into a table; only what a bulk copy asks for.</summary>
/// <param name="columns">Names of the target's columns.</param>
/// <param name="count">How many rows.</param>
/// <param name="valueOf">The value at a row and a column; <see cref="DBNull"/> for NULL.</param>
internal sealed class BulkRows(IReadOnlyList<string> columns, int count, Func<int, int, object> valueOf) : DbDataReader
{
    private int row = -1;
    private bool isClosed;

    public IReadOnlyList<string> Columns => columns;

    public override int FieldCount => columns.Count;

    public override bool HasRows => count > 0;

    public override bool IsClosed => isClosed;

    public override int Depth => 0;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => ++row < count;

    public override bool NextResult() => false;

    public override void Close() => isClosed = true;

    public override object GetValue(int ordinal) => valueOf(row, ordinal);

    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull;

    public override string GetName(int ordinal) => columns[ordinal];

    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (string.Equals(columns[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such column.");
    }

    public override int GetValues(object[] values)
    {
        var copied = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < copied; i++)
        {
            values[i] = GetValue(i);
        }

        return copied;
    }

    public override Type GetFieldType(int ordinal) => typeof(object);

    public override string GetDataTypeName(int ordinal) => nameof(Object);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);

    public override byte GetByte(int ordinal) => (byte)GetValue(ordinal);

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override int GetInt32(int ordinal) => (int)GetValue(ordinal);

    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override double GetDouble(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();

    public override string GetString(int ordinal) => (string)GetValue(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();
}
