using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>
/// All budgets at one version, as writers of usage need them: which budgets a combination of names belongs to, found by one look-up for each kind of scope
/// that is in use, and where their windows begin and end.
/// </summary>
internal sealed class BudgetBook
{
    public static readonly BudgetBook Empty = new(0, [], [], []);

    private readonly (int Mask, Dictionary<BudgetKey, int[]> Budgets)[] byScope;
    private readonly long[] validity;
    private readonly ConcurrentDictionary<int, long[]> cuts = new();
    private readonly bool hasCuts;

    /// <param name="models">The groups of models that budgets name; group 1 is the first.</param>
    public BudgetBook(long version, IReadOnlyList<BudgetTerms> budgets, IReadOnlyList<BudgetCalendar> calendars, IReadOnlyList<string> models)
    {
        (Version, Budgets, Calendars, Models) = (version, budgets, calendars, models);
        byScope = [.. Enumerable.Range(0, budgets.Count).GroupBy(i => budgets[i].Key.Mask)
            .Select(g => (g.Key, g.GroupBy(i => budgets[i].Key).ToDictionary(k => k.Key, k => k.ToArray())))];
        validity = [.. budgets.SelectMany(b => new[] { b.FromMicros, b.ToMicros }).Where(m => m % Instants.MicrosPerDay != 0 && m != long.MaxValue).Distinct().Order()];
        hasCuts = validity.Length > 0 || calendars.Any(c => !c.IsUtc);
    }

    public long Version { get; }

    public IReadOnlyList<BudgetTerms> Budgets { get; }

    public IReadOnlyList<BudgetCalendar> Calendars { get; }

    public IReadOnlyList<string> Models { get; }

    public bool IsEmpty => Budgets.Count == 0;

    /// <summary>The instants inside a UTC day at which some window begins or ends; nearly always none.</summary>
    public long[] CutsOf(int day) => !hasCuts ? [] : cuts.GetOrAdd(day, FindCuts);

    /// <summary>Adds the indexes of the budgets that a key belongs to.</summary>
    public void Match(in BudgetKey key, List<int> into)
    {
        foreach (var (mask, budgets) in byScope)
        {
            if (budgets.TryGetValue(key.Masked(mask), out var found))
            {
                into.AddRange(found);
            }
        }
    }

    /// <summary>The dimensions that some budgets are limited to, as the mask of a key.</summary>
    public int MaskOf(IEnumerable<int> budgets) => budgets.Aggregate(0, (mask, i) => mask | Budgets[i].Key.Mask);

    private long[] FindCuts(int day)
    {
        var (from, to) = (day * Instants.MicrosPerDay, (day + 1) * Instants.MicrosPerDay);
        var found = new SortedSet<long>(validity.Where(m => m > from && m < to));
        foreach (var calendar in CollectionsMarshal.AsSpan(Calendars.Where(c => !c.IsUtc).ToList()))
        {
            for (var span = calendar.Of(from); span.EndMicros < to; span = calendar.Of(span.EndMicros))
            {
                if (span.EndMicros > from)
                {
                    found.Add(span.EndMicros);
                }
            }
        }

        return [.. found];
    }
}
