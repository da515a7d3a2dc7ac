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
    private readonly HashSet<int> wanted = [.. days];
    private readonly Dictionary<UInt128, int> indexes = [];
    private readonly List<Session> sessions = [];

    /// <summary>What the calls of a session in a feature, or all of them, add up to on a day that may belong to a wanted one.</summary>
    private readonly Dictionary<Part, Sums> parts = [];
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
        if (wanted.Contains(record.Day) || wanted.Contains(record.Day - 1))
        {
            var sums = new Sums(1, record.CostNanos, record.IsUnpriced);
            Plus(new Part(index, record.Day, record.FeatureId), sums);
            Plus(new Part(index, record.Day, SessionCell.WholeSession), sums);
        }
    }

    public bool EndPass()
    {
        indexes.Clear();
        var making = new Dictionary<(int Day, int Tenant, int Feature), (SessionCell Cell, CostHistogram Histogram)>();
        foreach (var (part, sums) in parts)
        {
            var session = sessions[part.Session];
            var owner = OwnerOf(session.Days, part.Day);

            // What goes on over midnight is counted with its beginning, where the feature has one.
            if (!wanted.Contains(owner) || (owner < part.Day && parts.ContainsKey(part with { Day = owner })))
            {
                continue;
            }

            var whole = owner == part.Day && OwnerOf(session.Days, part.Day + 1) == owner && parts.TryGetValue(part with { Day = part.Day + 1 }, out var rest) ? sums.Plus(rest) : sums;
            Count(making, (owner, session.Tenant, part.Feature), whole);
        }

        foreach (var (cell, histogram) in making.OrderBy(m => m.Key).Select(m => m.Value))
        {
            cell.Histogram = histogram.ToBytes();
            CellsOf(cell.Day).Add(cell);
        }

        AddFeatureCells();
        parts.Clear();
        sessions.Clear();
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

    private static void Count(Dictionary<(int Day, int Tenant, int Feature), (SessionCell Cell, CostHistogram Histogram)> making, (int Day, int Tenant, int Feature) key, Sums session)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(making, key, out var isKnown);
        if (!isKnown)
        {
            entry = (new SessionCell { Cube = SessionCube.ByTenant, Day = key.Day, TenantId = key.Tenant, FeatureId = key.Feature }, new CostHistogram());
        }

        var (cell, histogram) = entry;
        cell.Sessions++;
        cell.Calls += session.Calls;
        cell.CostNanos += session.CostNanos;
        cell.UnpricedSessions += session.IsUnpriced ? 1 : 0;
        histogram.Add(session.CostNanos);
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

    private void Plus(Part part, Sums more)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(parts, part, out _);
        sum = sum.Plus(more);
    }

    private readonly record struct Part(int Session, int Day, int Feature);

    /// <param name="Tenant">Whose session it is.</param>
    /// <param name="Days">The days with calls, as bits counted from the first one that is read.</param>
    private readonly record struct Session(int Tenant, ulong Days);

    private readonly record struct Sums(long Calls, long CostNanos, bool IsUnpriced)
    {
        public Sums Plus(Sums more) => new(Calls + more.Calls, CostNanos + more.CostNanos, IsUnpriced || more.IsUnpriced);
    }
}
