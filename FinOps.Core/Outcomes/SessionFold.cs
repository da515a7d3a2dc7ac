using System.IO.Hashing;
using System.Runtime.InteropServices;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>The sessions of some days in the making.</summary>
internal sealed class SessionFold(IReadOnlyList<int> days) : IDayFold
{
    private readonly int firstDay = days[0] - 2;
    private readonly Dictionary<UInt128, int> indexes = [];
    private readonly List<Session> sessions = [];
    private readonly Dictionary<(int Session, int Day, int Feature), Sums> sums = [];
    private readonly Dictionary<int, List<SessionCell>> cells = [];

    public void Add(scoped in DayRecord record)
    {
        if (record.SessionId.IsEmpty || record.Origin is RequestOrigin.Scheduled or RequestOrigin.System)
        {
            return;
        }

        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(indexes, XxHash128.HashToUInt128(record.SessionId, record.TenantId), out var isKnown);
        if (!isKnown)
        {
            index = sessions.Count;
            sessions.Add(new Session(record.TenantId, 0));
        }

        ref var session = ref CollectionsMarshal.AsSpan(sessions)[index];
        session = session with { Days = session.Days | (1UL << (record.Day - firstDay)) };
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (index, record.Day, record.FeatureId), out _);
        sum = sum.Plus(new Sums(1, record.CostNanos, record.IsUnpriced));
    }

    public bool EndPass()
    {
        var owned = new Dictionary<(int Session, int Day, int Feature), Sums>();
        var wanted = days.ToHashSet();
        foreach (var ((index, day, feature), sum) in sums)
        {
            var owner = OwnerOf(sessions[index].Days, day);
            if (wanted.Contains(owner))
            {
                Plus(owned, (index, owner, feature), sum);
                Plus(owned, (index, owner, SessionCell.WholeSession), sum);
            }
        }

        foreach (var group in owned.GroupBy(o => (o.Key.Day, sessions[o.Key.Session].Tenant, o.Key.Feature)).OrderBy(g => g.Key))
        {
            AddCell(group.Key, group.Select(g => g.Value));
        }

        AddFeatureCells();
        sums.Clear();
        return false;
    }

    public async Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation)
    {
        var cubes = Enum.GetValues<SessionCube>();
        await context.SessionCells.Where(c => cubes.Contains(c.Cube) && c.Day == day).ExecuteDeleteAsync(cancellation);
        await DerivedRows.InsertAsync(context, cells.GetValueOrDefault(day) ?? [], cancellation);
    }

    /// <summary>The day whose session the calls of a day belong to.</summary>
    private int OwnerOf(ulong daysWithCalls, int day)
    {
        return Has(day - 1) && !Has(day - 2) ? day - 1 : day;

        bool Has(int other) => other >= firstDay && (daysWithCalls & (1UL << (other - firstDay))) != 0;
    }

    private void AddCell((int Day, int Tenant, int Feature) key, IEnumerable<Sums> perSession)
    {
        var cell = new SessionCell { Cube = SessionCube.ByTenant, Day = key.Day, TenantId = key.Tenant, FeatureId = key.Feature };
        var histogram = new CostHistogram();
        foreach (var sum in perSession)
        {
            cell.Sessions++;
            cell.Calls += sum.Calls;
            cell.CostNanos += sum.CostNanos;
            cell.UnpricedSessions += sum.IsUnpriced ? 1 : 0;
            histogram.Add(sum.CostNanos);
        }

        cell.Histogram = histogram.ToBytes();
        CellsOf(key.Day).Add(cell);
    }

    /// <summary>Sums the tenants, in front of their cells: the order of the key.</summary>
    private void AddFeatureCells()
    {
        foreach (var day in cells.Values)
        {
            var features = day.GroupBy(c => c.FeatureId).OrderBy(g => g.Key).Select(g => Sum(g.Key, [.. g])).ToList();
            day.InsertRange(0, features);
        }
    }

    private static SessionCell Sum(int feature, IReadOnlyList<SessionCell> tenants)
    {
        var histogram = new CostHistogram();
        foreach (var tenant in tenants)
        {
            histogram.Merge(tenant.Histogram);
        }

        return new SessionCell
        {
            Cube = SessionCube.ByFeature,
            Day = tenants[0].Day,
            FeatureId = feature,
            Sessions = tenants.Sum(c => c.Sessions),
            Calls = tenants.Sum(c => c.Calls),
            UnpricedSessions = tenants.Sum(c => c.UnpricedSessions),
            CostNanos = tenants.Sum(c => c.CostNanos),
            Histogram = histogram.ToBytes(),
        };
    }

    private List<SessionCell> CellsOf(int day)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, day, out _);
        return list ??= [];
    }

    private static void Plus(Dictionary<(int, int, int), Sums> sums, (int, int, int) key, Sums more)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
        sum = sum.Plus(more);
    }

    /// <param name="Tenant">Whose session it is.</param>
    /// <param name="Days">The days with calls, as bits counted from the first one that is read.</param>
    private readonly record struct Session(int Tenant, ulong Days);

    private readonly record struct Sums(long Calls, long CostNanos, bool IsUnpriced)
    {
        public Sums Plus(Sums more) => new(Calls + more.Calls, CostNanos + more.CostNanos, IsUnpriced || more.IsUnpriced);
    }
}
