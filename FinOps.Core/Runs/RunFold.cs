using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Runs;

/// <summary>The agent runs of some days in the making.</summary>
internal sealed class RunFold(IReadOnlyList<int> days) : IDayFold
{
    private readonly int firstDay = days[0] - 2;
    private readonly Dictionary<UInt128, int> indexes = [];
    private readonly List<Run> runs = [];
    private readonly Dictionary<(int Run, int Day, int Feature, int Model), Sums> sums = [];
    private readonly Dictionary<(int Run, int Day), Ends> ends = [];
    private readonly HashSet<(int Run, int Day, ulong Step)> steps = [];
    private Dictionary<int, List<RunSum>> rows = [];

    public void Add(scoped in DayRecord record)
    {
        if (record.AgentRunId.IsEmpty)
        {
            return;
        }

        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(indexes, XxHash128.HashToUInt128(record.AgentRunId, record.TenantId), out var isKnown);
        if (!isKnown)
        {
            index = runs.Count;
            runs.Add(new Run(Encoding.UTF8.GetString(record.AgentRunId), record.TenantId, 0));
        }

        ref var run = ref CollectionsMarshal.AsSpan(runs)[index];
        run = run with { Days = run.Days | (1UL << (record.Day - firstDay)) };
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (index, record.Day, record.FeatureId, record.ModelId), out _);
        sum = sum.Plus(Sums.Of(in record));
        ref var end = ref CollectionsMarshal.GetValueRefOrAddDefault(ends, (index, record.Day), out var hasEnds);
        end = hasEnds ? end.With(Ends.Of(in record)) : Ends.Of(in record);
        if (!record.WorkflowStep.IsEmpty)
        {
            steps.Add((index, record.Day, XxHash3.HashToUInt64(record.WorkflowStep)));
        }
    }

    public bool EndPass()
    {
        var wanted = days.ToHashSet();
        var owners = ends.Keys.Select(k => (k.Run, k.Day, Owner: OwnerOf(runs[k.Run].Days, k.Day))).Where(k => wanted.Contains(k.Owner)).ToDictionary(k => (k.Run, k.Day), k => k.Owner);
        var parts = sums.Where(s => owners.ContainsKey((s.Key.Run, s.Key.Day))).ToLookup(s => (s.Key.Run, Owner: owners[(s.Key.Run, s.Key.Day)]));
        var spans = owners.GroupBy(o => (o.Key.Run, Owner: o.Value)).ToDictionary(g => g.Key, g => g.Select(o => ends[o.Key]).Aggregate((a, b) => a.With(b)));
        var named = steps.Where(s => owners.ContainsKey((s.Run, s.Day))).GroupBy(s => (s.Run, Owner: owners[(s.Run, s.Day)])).ToDictionary(g => g.Key, g => g.Select(s => s.Step).Distinct().Count());
        rows = parts.Select(p => Row(p.Key, [.. p.Select(x => (x.Key.Feature, x.Key.Model, x.Value))], spans[p.Key], named.GetValueOrDefault(p.Key)))
            .OrderBy(r => r.TenantId).ThenBy(r => r.RunId, StringComparer.Ordinal).GroupBy(r => r.Day).ToDictionary(g => g.Key, g => g.ToList());
        sums.Clear();
        steps.Clear();
        return false;
    }

    public async Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation)
    {
        await context.RunSums.Where(r => r.Day == day).ExecuteDeleteAsync(cancellation);
        await DerivedRows.InsertAsync(context, rows.GetValueOrDefault(day) ?? [], cancellation);
    }

    /// <summary>The day whose run the calls of a day belong to.</summary>
    private int OwnerOf(ulong daysWithCalls, int day)
    {
        return Has(day - 1) && !Has(day - 2) ? day - 1 : day;

        bool Has(int other) => other >= firstDay && (daysWithCalls & (1UL << (other - firstDay))) != 0;
    }

    private RunSum Row((int Run, int Owner) key, IReadOnlyList<(int Feature, int Model, Sums Sums)> parts, Ends span, int stepCount)
    {
        var all = parts.Select(p => p.Sums).Aggregate((a, b) => a.Plus(b));
        return new RunSum
        {
            Day = key.Owner,
            TenantId = runs[key.Run].Tenant,
            RunId = runs[key.Run].Id,
            FeatureId = Dearest(parts.Select(p => (p.Feature, p.Sums.CostNanos))),
            ModelId = Dearest(parts.Select(p => (p.Model, p.Sums.CostNanos))),
            UserId = span.FirstUser,
            StartMicros = span.StartMicros,
            EndMicros = span.EndMicros,
            Calls = all.Calls,
            Retries = all.Retries,
            Errors = all.Errors,
            UnpricedCalls = all.Unpriced,
            Steps = stepCount,
            Models = parts.Select(p => p.Model).Distinct().Count(),
            InputTokens = all.InputTokens,
            OutputTokens = all.OutputTokens,
            CostNanos = all.CostNanos,
            WasteCostNanos = all.WasteNanos,
        };
    }

    /// <summary>The id that most of the cost fell to, the smallest of several.</summary>
    private static int Dearest(IEnumerable<(int Id, long Nanos)> parts) =>
        parts.GroupBy(p => p.Id).OrderByDescending(g => g.Sum(p => p.Nanos)).ThenBy(g => g.Key).First().Key;

    /// <param name="Id">As reported.</param>
    /// <param name="Days">The days with calls, as bits counted from the first one that is read.</param>
    private readonly record struct Run(string Id, int Tenant, ulong Days);

    private readonly record struct Sums(int Calls, int Retries, int Errors, int Unpriced, long InputTokens, long OutputTokens, long CostNanos, long WasteNanos)
    {
        public static Sums Of(scoped in DayRecord r) => new(
            1, r.Status is UsageStatus.Retry or UsageStatus.Fallback ? 1 : 0, r.Status is UsageStatus.Timeout or UsageStatus.Error ? 1 : 0, r.IsUnpriced ? 1 : 0,
            r.InputTokens, r.OutputTokens, r.CostNanos, r.Status == UsageStatus.Success ? 0 : r.CostNanos);

        public Sums Plus(Sums more) => new(
            Calls + more.Calls, Retries + more.Retries, Errors + more.Errors, Unpriced + more.Unpriced, InputTokens + more.InputTokens, OutputTokens + more.OutputTokens,
            CostNanos + more.CostNanos, WasteNanos + more.WasteNanos);
    }

    /// <param name="FirstId">The number of the first call, which decides between calls of one instant.</param>
    private readonly record struct Ends(long StartMicros, long FirstId, int FirstUser, long EndMicros)
    {
        public static Ends Of(scoped in DayRecord r) => new(r.OccurredAtMicros, r.Id, r.UserId, r.OccurredAtMicros + ((r.LatencyMs ?? 0) * 1_000L));

        public Ends With(Ends other)
        {
            var first = (other.StartMicros, other.FirstId).CompareTo((StartMicros, FirstId)) < 0 ? other : this;
            return first with { EndMicros = Math.Max(EndMicros, other.EndMicros) };
        }
    }
}
