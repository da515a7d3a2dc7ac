namespace FinOps.Core.Outcomes;

/// <summary>
/// Cells of outcomes as columns of whole numbers: tenant, feature, model, then <see cref="OutcomeSql.Measures"/>. A column that holds one number alone is
/// stored once. Rows are in the order of tenant, feature and model; tenants are stored as distances from the one before.
/// </summary>
internal sealed class PackedCells
{
    private const int Keys = 3;
    private const byte Version = 1;
    private const byte Same = 0;
    private const byte Each = 1;
    private readonly long[][] columns = new long[Columns][];

    private PackedCells(int rows) => Rows = rows;

    public int Rows { get; }

    private static int Columns => Keys + OutcomeSql.Measures.Length;

    /// <summary>Packs cells of one type and day.</summary>
    public static byte[] Pack(IEnumerable<OutcomeCell> cells)
    {
        var rows = cells.OrderBy(c => c.TenantId).ThenBy(c => c.FeatureId).ThenBy(c => c.ModelId).Select(Numbers).ToList();
        using var bytes = new MemoryStream();
        bytes.WriteByte(Version);
        Write(bytes, rows.Count);
        for (var column = 0; column < Columns && rows.Count > 0; column++)
        {
            if (rows.TrueForAll(r => r[column] == rows[0][column]))
            {
                bytes.WriteByte(Same);
                Write(bytes, rows[0][column]);
                continue;
            }

            bytes.WriteByte(Each);
            for (var row = 0; row < rows.Count; row++)
            {
                Write(bytes, rows[row][column] - (column == 0 && row > 0 ? rows[row - 1][0] : 0));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Pack"/> made.</summary>
    /// <exception cref="InvalidDataException">It was not made by this version.</exception>
    public static PackedCells Unpack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            throw new InvalidDataException("The packed outcomes of a day are of another version.");
        }

        bytes = bytes[1..];
        var packed = new PackedCells((int)Read(ref bytes));
        for (var column = 0; column < Columns; column++)
        {
            packed.columns[column] = packed.Rows == 0 ? [] : Column(ref bytes, packed.Rows, isDistances: column == 0);
        }

        return packed;
    }

    public int Tenant(int row) => (int)At(0, row);

    public int Feature(int row) => (int)At(1, row);

    public int Model(int row) => (int)At(2, row);

    /// <summary>Copies the measures of a row in the order of <see cref="OutcomeSql.Measures"/>.</summary>
    public void Measures(int row, Span<long> measures)
    {
        for (var i = 0; i < measures.Length; i++)
        {
            measures[i] = At(Keys + i, row);
        }
    }

    /// <summary>A column of one number alone is as short as that.</summary>
    private long At(int column, int row) => columns[column] is { Length: > 1 } all ? all[row] : columns[column][0];

    private static long[] Numbers(OutcomeCell c) =>
    [
        c.TenantId, c.FeatureId, c.ModelId, c.Outcomes, c.Successes, c.SuccessfulMillionths, c.Judged, c.Correct, c.Joined, c.JoinedSuccesses, c.JoinedSuccessfulMillionths,
        c.JoinedCorrectMillionths, c.ResolvedCostNanos, c.UnresolvedCostNanos, c.JudgedCostNanos, c.CorrectCostNanos, c.OwnFeatureCostNanos, c.Calls, c.Tokens, c.UnpricedCalls,
    ];

    private static long[] Column(ref ReadOnlySpan<byte> bytes, int rows, bool isDistances)
    {
        var isSame = bytes[0] == Same;
        bytes = bytes[1..];
        if (isSame)
        {
            return [Read(ref bytes)];
        }

        var column = new long[rows];
        long before = 0;
        for (var row = 0; row < rows; row++)
        {
            column[row] = Read(ref bytes) + before;
            before = isDistances ? column[row] : 0;
        }

        return column;
    }

    /// <summary>Seven bits a byte, the lowest first; small numbers of either sign are short.</summary>
    private static void Write(MemoryStream bytes, long number)
    {
        var rest = (ulong)((number << 1) ^ (number >> 63));
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.WriteByte((byte)(rest | 0x80));
        }

        bytes.WriteByte((byte)rest);
    }

    private static long Read(ref ReadOnlySpan<byte> bytes)
    {
        var (number, at) = ((ulong)bytes[0], 1);
        if (number >= 0x80)
        {
            number &= 0x7F;
            for (var shift = 7; ; shift += 7)
            {
                var next = bytes[at++];
                number |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }
        }

        bytes = bytes[at..];
        return (long)(number >> 1) ^ -(long)(number & 1);
    }
}
