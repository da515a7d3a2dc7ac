using System.Runtime.InteropServices;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>What a transaction adds to one window.</summary>
/// <param name="Budget">Index in the book.</param>
internal readonly record struct BudgetPosting(int Budget, BudgetPeriod Grain, long StartMicros, long EndMicros, long DeltaNanos);

/// <summary>Works out which windows the usage of a transaction belongs to: once for each combination of names and day, not for each record.</summary>
internal sealed class BudgetPostings(BudgetBook book, IReadOnlyDictionary<int, int> models)
{
    private readonly Dictionary<(int Budget, BudgetPeriod Grain, long StartMicros), (long EndMicros, long Nanos)> sums = [];
    private readonly Dictionary<long, BudgetSpan[]> spans = [];
    private readonly List<int> matches = [];

    /// <summary>The postings of the rollup increments of a transaction, in the order of the windows' key. Call after the last record.</summary>
    public static List<BudgetPosting> Of(RollupBuilder rollups, BudgetBook book, IReadOnlyDictionary<int, int> models)
    {
        var postings = new BudgetPostings(book, models);
        var cells = rollups.CellsOf(Cube.TenantFeatureDay);
        for (var cell = 0; cell < cells.Count; cell++)
        {
            ref readonly var key = ref cells.KeyOf(cell);
            if (!rollups.Segments.IsSplit(key.Period))
            {
                postings.Add(key.Period * Instants.MicrosPerDay, new BudgetKey(key.Tenant, key.Feature, key.Team, key.Model, key.Environment), BudgetSegments.CostOf(cells.ValuesOf(cell)));
            }
        }

        foreach (var ((start, key), nanos) in rollups.Segments.Sums)
        {
            postings.Add(start, key, nanos);
        }

        return postings.Result();
    }

    /// <summary>Adds cost of one instant, whose windows hold all that is summed in it.</summary>
    /// <param name="key">Ids; the model is one of a dimension, and becomes its group here.</param>
    public void Add(long micros, in BudgetKey key, long nanos)
    {
        if (nanos == 0)
        {
            return;
        }

        matches.Clear();
        book.Match(key with { Model = models.GetValueOrDefault(key.Model) }, matches);
        if (matches.Count == 0)
        {
            return;
        }

        var here = SpansOf(micros);
        foreach (var index in matches)
        {
            Post(index, here, micros, nanos);
        }
    }

    public List<BudgetPosting> Result()
    {
        var postings = sums.Where(s => s.Value.Nanos != 0).Select(s => new BudgetPosting(s.Key.Budget, s.Key.Grain, s.Key.StartMicros, s.Value.EndMicros, s.Value.Nanos)).ToList();
        postings.Sort((a, b) => (a.Budget, a.Grain, a.StartMicros).CompareTo((b.Budget, b.Grain, b.StartMicros)));
        return postings;
    }

    private void Post(int index, BudgetSpan[] here, long micros, long nanos)
    {
        var budget = book.Budgets[index];
        if (micros < budget.FromMicros || micros >= budget.ToMicros)
        {
            return;
        }

        foreach (var calendar in budget.Calendars)
        {
            if (budget.Clip(here[calendar]) is { } window)
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (index, book.Calendars[calendar].Period, window.StartMicros), out _);
                sum = (window.EndMicros, sum.Nanos + nanos);
            }
        }
    }

    private BudgetSpan[] SpansOf(long micros)
    {
        if (!spans.TryGetValue(micros, out var found))
        {
            spans[micros] = found = [.. book.Calendars.Select(c => c.Of(micros))];
        }

        return found;
    }
}
