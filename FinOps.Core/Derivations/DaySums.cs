using System.Data.Common;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Derivations;

/// <summary>What the records of each UTC day sum to, by the rollups: enough to see that a day has changed without reading its records.</summary>
internal sealed class DaySums
{
    private readonly Dictionary<int, long[]> days;
    private readonly Dictionary<int, long> hashes;

    private DaySums(Dictionary<int, long[]> days)
    {
        this.days = days;
        hashes = days.ToDictionary(d => d.Key, d => Hash(d.Value));
    }

    /// <summary>No records at all.</summary>
    public static DaySums None => new([]);

    /// <summary>Days with records, also those whose single records were pruned.</summary>
    public IEnumerable<int> Days => days.Keys;

    public bool Has(int day) => days.ContainsKey(day);

    /// <summary>How many records a day has.</summary>
    public long RecordsOf(int day) => days.TryGetValue(day, out var sums) ? sums[0] : 0;

    /// <summary>A hash of what a stretch of days holds, both ends included, and of more numbers.</summary>
    public long Fingerprint(int firstDay, int lastDay, params ReadOnlySpan<long> more)
    {
        var all = new long[lastDay - firstDay + 1 + more.Length];
        for (var day = firstDay; day <= lastDay; day++)
        {
            all[day - firstDay] = hashes.GetValueOrDefault(day);
        }

        more.CopyTo(all.AsSpan(lastDay - firstDay + 1));
        return Hash(all);
    }

    /// <summary>Reads the sums of all days, parts of the rollup included.</summary>
    public static async Task<DaySums> ReadAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var days = new Dictionary<int, long[]>();
        await context.Database.OpenConnectionAsync(cancellation);
        var parts = await CellPartMerger.PresentAsync(context, cancellation);
        foreach (var id in parts.Where(p => CellParts.CubeOf(p) == Cube.FeatureDay.Id).Prepend(Cube.FeatureDay.Id))
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandTimeout = DayRecords.TimeoutSeconds;
            command.CommandText = DerivationSql.DaySums(id);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                Add(days, row);
            }
        }

        return new DaySums(days);
    }

    /// <summary>A hash of numbers, the same on every machine.</summary>
    public static long Hash(params ReadOnlySpan<long> numbers) => (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(numbers));

    private static void Add(Dictionary<int, long[]> days, DbDataReader row)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(days, row.GetInt32(0), out _);
        sums ??= new long[DerivationSql.Sums];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += row.GetInt64(i + 1);
        }
    }
}
