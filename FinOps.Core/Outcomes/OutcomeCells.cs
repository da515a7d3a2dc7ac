using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>Which cells of outcomes a question reads.</summary>
internal sealed record OutcomeCells(int TypeId, int FromDay, int ToDay, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> Filters)
{
    /// <summary>Of so many tenants single cells are read with their histograms; of more, whole days without.</summary>
    private const int MostTenants = 200;

    private const int KeyColumns = 4;

    /// <summary>The group of a cell, as a number.</summary>
    public delegate int GroupOf(in Place place);

    /// <summary>Whether the cells of each tenant are needed.</summary>
    public bool IsByTenant { get; init; }

    private bool IsOfFewTenants => Filters.Any(f => f.Key == CubeKeys.Tenant && f.Ids.Count <= MostTenants);

    /// <summary>Adds the cells up by group.</summary>
    public async Task ReadAsync(FinOpsDbContext context, GroupOf groupOf, OutcomeTally tally, CancellationToken cancellation)
    {
        if (!IsByTenant || IsOfFewTenants)
        {
            await ReadCellsAsync(context, FromDay, ToDay, withHistogram: true, groupOf, tally, cancellation);
            return;
        }

        var told = await UnjoinedFeaturesAsync(context, cancellation);

        // Which days are worked out is asked before they are read: one that is packed in between is then found packed.
        var rest = (await DerivedDays(context).ToListAsync(cancellation)).ToHashSet();
        var sums = new PackedSums(told, groupOf, Wants());
        await foreach (var day in Packed(context).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            rest.Remove(day.Day);
            sums.Add(day.Day, new PackedCells(day.Cells));
        }

        sums.AddTo(tally);

        // Days of an older version, whose records may be pruned, have cells alone.
        foreach (var stretch in rest.Order().Select((day, i) => (day, i)).GroupBy(d => d.day - d.i, d => d.day))
        {
            await ReadCellsAsync(context, stretch.First(), stretch.Last() + 1, withHistogram: false, groupOf, tally, cancellation);
        }
    }

    /// <summary>The days of the question that are worked out.</summary>
    internal IQueryable<int> DerivedDays(FinOpsDbContext context) => context.DerivedDays.Where(d => d.Name == OutcomeDerivation.StoredName && d.Day >= FromDay && d.Day < ToDay).Select(d => d.Day);

    /// <summary>Those of them that are packed.</summary>
    internal IQueryable<OutcomeDay> Packed(FinOpsDbContext context) => context.OutcomeDays.AsNoTracking().Where(d => d.TypeId == TypeId && d.Day >= FromDay && d.Day < ToDay).OrderBy(d => d.Day);

    /// <summary>Features with successes that nothing joins, whoever they are of: only a ratio tells features apart.</summary>
    private async Task<HashSet<int>> UnjoinedFeaturesAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var tally = new OutcomeTally();
        var all = this with { Filters = [.. Filters.Where(f => f.Key != CubeKeys.Tenant)], IsByTenant = false };
        await all.ReadCellsAsync(context, FromDay, ToDay, withHistogram: false, (in _) => 0, tally, cancellation);
        return [.. tally.UnjoinedFeatures()];
    }

    private Task ReadCellsAsync(FinOpsDbContext context, int fromDay, int toDay, bool withHistogram, GroupOf groupOf, OutcomeTally tally, CancellationToken cancellation)
    {
        var sql = OutcomeSql.Outcomes(IsByTenant ? OutcomeCube.ByTenant : OutcomeCube.ByFeature, TypeId, fromDay, toDay, Filters, withHistogram);
        return OutcomeRows.ReadAsync(
            context, sql, KeyColumns + OutcomeSql.Measures.Length, withHistogram,
            (numbers, histogram) => tally.Add(groupOf(new Place((int)numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3])), (int)numbers[2], numbers[KeyColumns..], histogram),
            cancellation);
    }

    private Func<Place, bool> Wants()
    {
        var (tenants, features, models) = (Wanted(CubeKeys.Tenant), Wanted(CubeKeys.Feature), Wanted(CubeKeys.Model));
        return place => tenants?.Contains(place.Tenant) != false && features?.Contains(place.Feature) != false && models?.Contains(place.Model) != false;
    }

    /// <summary>The ids that all filters of a dimension let through; null where there is none.</summary>
    private HashSet<int>? Wanted(CubeKeys key) => Filters.Where(f => f.Key == key).Aggregate((HashSet<int>?)null, (wanted, f) =>
    {
        wanted?.IntersectWith(f.Ids);
        return wanted ?? [.. f.Ids];
    });

    /// <summary>Which day, tenant, feature and model a cell is of; 0 where one was not reported.</summary>
    internal readonly record struct Place(int Day, int Tenant, int Feature, int Model);
}
