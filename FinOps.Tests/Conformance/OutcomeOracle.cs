using FinOps.Core.Data;

namespace FinOps.Tests.Conformance;

/// <param name="ids">The ids of tenants and models: of two that cost the same the lower one counts.</param>
/// <summary>What outcomes cost, worked out from all calls and all outcomes by plain loops: slow, and nothing of it shared with the product.</summary>
internal sealed class OutcomeOracle(IReadOnlyList<LogLine> calls, IReadOnlyList<OutcomeLine> outcomes, IReadOnlyDictionary<string, int> ids)
{
    private const int LookBack = 7;

    /// <summary>Outcome, share of cost, of cost within its own feature, of tokens and of calls; null where nothing joins. The model and tenant are those its work spent most on.</summary>
    public IEnumerable<(OutcomeLine Outcome, Share? Share)> Shares() =>
        outcomes.GroupBy(o => (o.Type, o.Day)).SelectMany(g => OfDay(g.Key.Type, g.Key.Day, [.. g]));

    private IEnumerable<(OutcomeLine, Share?)> OfDay(string type, int day, List<OutcomeLine> ofDay)
    {
        var seen = calls.Where(c => DayOf(c) >= day - LookBack && DayOf(c) <= day + 1).ToList();
        var days = seen.ToDictionary(c => c, c => Day(NamingDays(c, type), DayOf(c)));
        var edges = Edges(ofDay, [.. seen.Where(c => days[c] == day)]);
        var joined = edges.ToDictionary(e => e.Key, e => e.Value.ToList());
        foreach (var call in seen.Where(c => c.Trace is not null && !edges.ContainsKey(c) && (days[c] == day || days[c] is null)))
        {
            var mates = seen.Where(m => m.Trace == call.Trace && m.Tenant == call.Tenant && days[m] is not null).ToList();
            if (days[call] == day || Day([.. mates.Select(m => days[m]!.Value)], DayOf(call)) == day)
            {
                var by = mates.Where(m => days[m] == day && edges.ContainsKey(m)).SelectMany(m => edges[m]).Distinct().ToList();
                if (by.Count > 0)
                {
                    joined[call] = by;
                }
            }
        }

        foreach (var work in Components(ofDay, joined))
        {
            foreach (var share in Split(work.Outcomes, work.Calls))
            {
                yield return share;
            }
        }
    }

    private static Dictionary<LogLine, List<int>> Edges(List<OutcomeLine> ofDay, List<LogLine> candidates)
    {
        var edges = new Dictionary<LogLine, List<int>>();
        for (var i = 0; i < ofDay.Count; i++)
        {
            var kind = Enumerable.Range(0, 4).FirstOrDefault(k => candidates.Any(c => ofDay[i].Names(c, k)), -1);
            foreach (var call in candidates.Where(c => kind >= 0 && ofDay[i].Names(c, kind)))
            {
                edges.TryAdd(call, []);
                edges[call].Add(i);
            }
        }

        return edges;
    }

    private static IEnumerable<(List<OutcomeLine> Outcomes, List<LogLine> Calls)> Components(List<OutcomeLine> ofDay, Dictionary<LogLine, List<int>> joined)
    {
        var component = Enumerable.Range(0, ofDay.Count).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var members in joined.Values)
            {
                var lowest = members.Min(m => component[m]);
                foreach (var member in members.Where(m => component[m] != lowest))
                {
                    component[member] = lowest;
                    changed = true;
                }
            }
        }

        return Enumerable.Range(0, ofDay.Count).GroupBy(i => component[i]).Select(g => (g.Select(i => ofDay[i]).ToList(), joined.Where(j => g.Contains(j.Value[0])).Select(j => j.Key).ToList()));
    }

    private IEnumerable<(OutcomeLine, Share?)> Split(List<OutcomeLine> work, List<LogLine> ofWork)
    {
        if (ofWork.Count == 0)
        {
            return work.Select(o => (o, (Share?)null));
        }

        var payers = work.Any(o => o.Success) ? work.Where(o => o.Success).ToList() : work;
        var quantities = payers.Select(o => o.Quantity).ToList();
        var (costs, tokens) = (Part(ofWork.Sum(c => c.CostNanos), quantities), Part(ofWork.Sum(c => (long)c.Input + c.Output), quantities));
        var counts = Part(ofWork.Count, quantities);
        var unpriced = Part(ofWork.Count(c => c.Model == LabPrices.Unknown), quantities);
        return work.Select(o =>
        {
            var at = payers.FindIndex(p => ReferenceEquals(p, o));
            var same = payers.Where(p => p.Feature == o.Feature).ToList();
            var own = at < 0 ? 0 : Part(ofWork.Where(c => c.Feature == o.Feature).Sum(c => c.CostNanos), [.. same.Select(p => p.Quantity)])[same.FindIndex(p => ReferenceEquals(p, o))];
            return (o, (Share?)new Share(at < 0 ? 0 : costs[at], own, at < 0 ? 0 : tokens[at], at < 0 ? 0 : counts[at], at < 0 ? 0 : unpriced[at], Most(ofWork, c => c.Model), Most(ofWork, c => c.Tenant ?? "")));
        });
    }

    private string Most(List<LogLine> ofWork, Func<LogLine, string> of) => ofWork.GroupBy(of).OrderByDescending(g => g.Sum(c => c.CostNanos)).ThenBy(g => ids.GetValueOrDefault(g.Key)).First().Key;

    private static long[] Part(long whole, List<decimal> quantities)
    {
        var sum = quantities.Sum();
        var parts = quantities.Select(q => (long)decimal.Floor(whole * q / sum)).ToArray();
        var order = Enumerable.Range(0, parts.Length).OrderByDescending(i => (whole * quantities[i]) - (parts[i] * sum)).ToList();
        for (var i = 0; parts.Sum() < whole; i++)
        {
            parts[order[i]]++;
        }

        return parts;
    }

    private HashSet<int> NamingDays(LogLine call, string type) => [.. outcomes.Where(o => o.Type == type && o.Names(call)).Select(o => o.Day)];

    private static int? Day(HashSet<int> days, int recordDay) =>
        days.Where(d => d >= recordDay && d <= recordDay + LookBack).Select(d => (int?)d).Min() ?? (days.Contains(recordDay - 1) ? recordDay - 1 : null);

    private static int DayOf(LogLine call) => Instants.ToDay(Instants.ToMicros(call.AtUtc));

    internal sealed record Share(long Cost, long OwnFeatureCost, long Tokens, long Calls, long Unpriced, string Model, string Tenant);
}
