using System.Buffers.Binary;

namespace FinOps.Core.Outcomes;

/// <summary>
/// Cells of outcomes as columns of whole numbers: tenant, feature, model, then <see cref="OutcomeSql.Measures"/>. A column is its length in bytes and its
/// numbers; one that holds the same number everywhere has it once. Rows are in the order of tenant, feature and model, tenants are distances from the one
/// before, so that most numbers take one byte, and a question adds up whole columns instead of looking at cells.
/// </summary>
internal sealed class PackedCells
{
    public const int TenantColumn = 0;
    public const int FeatureColumn = 1;
    public const int ModelColumn = 2;
    private const int Keys = 3;
    private const byte Version = 1;
    private const int Head = 1 + sizeof(int);
    private readonly byte[] bytes;
    private readonly int[] starts = new int[Columns + 1];

    /// <param name="bytes">What <see cref="Pack"/> made.</param>
    /// <exception cref="InvalidDataException">It was not made by this version.</exception>
    public PackedCells(byte[] bytes)
    {
        if (bytes.Length < Head || bytes[0] != Version)
        {
            throw new InvalidDataException("The packed outcomes of a day are of another version.");
        }

        this.bytes = bytes;
        Rows = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(1));
        starts[0] = Head;
        for (var column = 0; column < Columns; column++)
        {
            starts[column + 1] = starts[column] + sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(starts[column]));
        }
    }

    public int Rows { get; }

    private static int Columns => Keys + OutcomeSql.Measures.Length;

    /// <summary>Packs cells of one type and day.</summary>
    public static byte[] Pack(IEnumerable<OutcomeCell> cells)
    {
        var rows = cells.OrderBy(c => c.TenantId).ThenBy(c => c.FeatureId).ThenBy(c => c.ModelId).Select(Numbers).ToList();
        using var all = new MemoryStream();
        all.WriteByte(Version);
        all.Write(BitConverter.GetBytes(rows.Count));
        for (var column = 0; column < Columns; column++)
        {
            using var one = new MemoryStream();
            var isSame = rows.TrueForAll(r => r[column] == rows[0][column]);
            for (var row = 0; row < (isSame ? Math.Min(1, rows.Count) : rows.Count); row++)
            {
                Write(one, rows[row][column] - (column == TenantColumn && row > 0 ? rows[row - 1][column] : 0));
            }

            all.Write(BitConverter.GetBytes((int)one.Length));
            one.WriteTo(all);
        }

        return all.ToArray();
    }

    /// <summary>Reads one of the first three columns, the ids of each row.</summary>
    public void Ids(int column, Span<int> ids)
    {
        var (numbers, isSame) = Column(column);
        var before = 0;
        for (var row = 0; row < Rows; row++)
        {
            var id = isSame && row > 0 ? before : (int)Read(ref numbers) + (column == TenantColumn ? before : 0);
            ids[row] = before = id;
        }
    }

    /// <summary>Adds a measure of each row to the sum at the row's place; rows at places below 0 are left out.</summary>
    /// <param name="measure">Its place in <see cref="OutcomeSql.Measures"/>.</param>
    public void AddTo(int measure, ReadOnlySpan<int> places, Span<long> sums)
    {
        var (numbers, isSame) = Column(Keys + measure);
        long number = 0;
        if (isSame && (number = Read(ref numbers)) == 0)
        {
            return;
        }

        foreach (var place in places[..Rows])
        {
            number = isSame ? number : Read(ref numbers);
            if (place >= 0)
            {
                sums[place] += number;
            }
        }
    }

    private static long[] Numbers(OutcomeCell c) =>
    [
        c.TenantId, c.FeatureId, c.ModelId, c.Outcomes, c.Successes, c.SuccessfulMillionths, c.Judged, c.Correct, c.Joined, c.JoinedSuccesses, c.JoinedSuccessfulMillionths,
        c.JoinedCorrectMillionths, c.ResolvedCostNanos, c.UnresolvedCostNanos, c.JudgedCostNanos, c.CorrectCostNanos, c.OwnFeatureCostNanos, c.Calls, c.Tokens, c.UnpricedCalls,
    ];

    /// <summary>The numbers of a column; a single one of many rows is that of all.</summary>
    private (ReadOnlyNumbers Numbers, bool IsSame) Column(int column)
    {
        var (from, to) = (starts[column] + sizeof(int), starts[column + 1]);
        var isSame = Rows > 0 && bytes.AsSpan(from, to - from).IndexOfAnyInRange((byte)0, (byte)0x7F) == to - from - 1;
        return (new ReadOnlyNumbers(bytes, from), isSame);
    }

    /// <summary>Seven bits a byte, the lowest first, all but the last marked; small numbers of either sign are short.</summary>
    private static void Write(MemoryStream to, long number)
    {
        var rest = (ulong)((number << 1) ^ (number >> 63));
        for (; rest >= 0x80; rest >>= 7)
        {
            to.WriteByte((byte)(rest | 0x80));
        }

        to.WriteByte((byte)rest);
    }

    private static long Read(ref ReadOnlyNumbers from)
    {
        ulong number = from.Bytes[from.At++];
        if (number >= 0x80)
        {
            number &= 0x7F;
            byte next;
            for (var shift = 7; ; shift += 7)
            {
                next = from.Bytes[from.At++];
                number |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }
        }

        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    /// <summary>Where numbers are read from, and how far that is.</summary>
    private struct ReadOnlyNumbers(byte[] bytes, int at)
    {
        public readonly byte[] Bytes = bytes;
        public int At = at;
    }
}
