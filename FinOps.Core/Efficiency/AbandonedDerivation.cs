using System.Runtime.InteropServices;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Efficiency;

/// <summary>Works out what was generated after the reader had left, see <see cref="AbandonedCell"/>.</summary>
internal sealed class AbandonedDerivation : IDayDerivation
{
    /// <summary>Raise it when the rules change: all days are worked out anew.</summary>
    private const int Rules = 1;

    public string Name => "abandoned-streams";

    public int DaysBefore => 0;

    public int DaysAfter => 0;

    public Task<IReadOnlyDictionary<int, long>> DueAsync(FinOpsDbContext context, DaySums sums, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(sums.Days.ToDictionary(d => d, d => sums.Fingerprint(d, d, Rules)));

    public Task<IDayFold> OpenAsync(FinOpsDbContext context, IReadOnlyList<int> days, CancellationToken cancellation) =>
        Task.FromResult<IDayFold>(new AbandonedFold());

    /// <summary>The part of a call's output that nobody read, and what it cost.</summary>
    internal static (int Tokens, long Nanos) Unread(int outputTokens, int brokenOffAt, long outputCostNanos)
    {
        var unread = Math.Max(0, outputTokens - Math.Max(0, brokenOffAt));
        return unread == 0 ? (0, 0) : (unread, (long)decimal.Round((decimal)outputCostNanos * unread / outputTokens, MidpointRounding.ToEven));
    }
}

/// <summary>The broken-off streams of some days in the making.</summary>
internal sealed class AbandonedFold : IDayFold
{
    private readonly Dictionary<(int Day, int Tenant, int Feature), AbandonedCell> cells = [];

    public void Add(scoped in DayRecord record)
    {
        if (record.StreamTerminatedAtToken is not { } at)
        {
            return;
        }

        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, (record.Day, record.TenantId, record.FeatureId), out _);
        cell ??= new AbandonedCell { Day = record.Day, TenantId = record.TenantId, FeatureId = record.FeatureId };
        var (tokens, nanos) = AbandonedDerivation.Unread(record.OutputTokens, at, record.OutputCostNanos);
        cell.Calls++;
        cell.Tokens += tokens;
        cell.CostNanos += nanos;
    }

    public async Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation)
    {
        await context.AbandonedCells.Where(c => c.Day == day).ExecuteDeleteAsync(cancellation);
        await DerivedRows.InsertAsync(context, cells.Values.Where(c => c.Day == day).OrderBy(c => c.TenantId).ThenBy(c => c.FeatureId), cancellation);
    }
}
