using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Releases;

/// <summary>Works out which versions of models features used, see <see cref="VersionCell"/>.</summary>
internal sealed class VersionDerivation : IDayDerivation
{
    /// <summary>Raise it when the rules change: all days are worked out anew.</summary>
    private const int Rules = 1;

    public string Name => "model-versions";

    public int DaysBefore => 0;

    public int DaysAfter => 0;

    public Task<IReadOnlyDictionary<int, long>> DueAsync(FinOpsDbContext context, DaySums sums, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(sums.Days.ToDictionary(d => d, d => sums.Fingerprint(d, d, Rules)));

    public Task<IDayFold> OpenAsync(FinOpsDbContext context, IReadOnlyList<int> days, CancellationToken cancellation) =>
        Task.FromResult<IDayFold>(new VersionFold());
}

/// <summary>The model versions of some days in the making.</summary>
internal sealed class VersionFold : IDayFold
{
    private readonly Dictionary<(int Day, int Feature, int Model, ulong Version), VersionCell> cells = [];

    public void Add(scoped in DayRecord record)
    {
        var version = record.ModelVersion.IsEmpty ? 0 : XxHash3.HashToUInt64(record.ModelVersion);
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, (record.Day, record.FeatureId, record.ModelId, version), out _);
        cell ??= new VersionCell { Day = record.Day, FeatureId = record.FeatureId, ModelId = record.ModelId, Version = Encoding.UTF8.GetString(record.ModelVersion) };
        cell.Calls++;
        cell.UnpricedCalls += record.IsUnpriced ? 1 : 0;
        cell.CostNanos += record.CostNanos;
    }

    public async Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation)
    {
        await context.VersionCells.Where(c => c.Day == day).ExecuteDeleteAsync(cancellation);
        await DerivedRows.InsertAsync(
            context, cells.Values.Where(c => c.Day == day).OrderBy(c => c.FeatureId).ThenBy(c => c.ModelId).ThenBy(c => c.Version, StringComparer.Ordinal), cancellation);
    }
}
