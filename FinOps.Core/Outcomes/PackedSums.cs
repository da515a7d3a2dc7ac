using System.Buffers;
using System.Runtime.InteropServices;

namespace FinOps.Core.Outcomes;

/// <summary>Adds packed days up by group.</summary>
/// <param name="told">The features that are told apart within each group.</param>
/// <param name="groupOf">The group of a cell.</param>
/// <param name="wants">Whether a cell counts.</param>
internal sealed class PackedSums(IReadOnlySet<int> told, OutcomeCells.GroupOf groupOf, Func<OutcomeCells.Place, bool> wants)
{
    private readonly Dictionary<int, int> ordinals = [];

    /// <summary>The place of each feature of a group, by the ordinals of features; 0 where it has none yet, else one more than the place.</summary>
    private readonly Dictionary<int, int[]> placesOfGroup = [];
    private readonly List<(int Group, int Feature)> places = [];
    private readonly long[][] sums = [.. OutcomeSql.Measures.Select(_ => new long[256])];
    private (int Group, int[] Places)? last;

    public void Add(int day, PackedCells cells)
    {
        var rented = ArrayPool<int>.Shared.Rent(4 * cells.Rows);
        var tenants = rented.AsSpan(0, cells.Rows);
        var features = rented.AsSpan(cells.Rows, cells.Rows);
        var models = rented.AsSpan(2 * cells.Rows, cells.Rows);
        var at = rented.AsSpan(3 * cells.Rows, cells.Rows);
        cells.Ids(PackedCells.TenantColumn, tenants);
        cells.Ids(PackedCells.FeatureColumn, features);
        cells.Ids(PackedCells.ModelColumn, models);
        for (var row = 0; row < cells.Rows; row++)
        {
            var place = new OutcomeCells.Place(day, tenants[row], features[row], models[row]);
            at[row] = wants(place) ? IndexOf(groupOf(place), told.Contains(place.Feature) ? place.Feature : 0) : -1;
        }

        for (var measure = 0; measure < sums.Length; measure++)
        {
            Array.Resize(ref sums[measure], Math.Max(sums[measure].Length, Capacity()));
            cells.AddTo(measure, at, sums[measure]);
        }

        ArrayPool<int>.Shared.Return(rented);
    }

    public void AddTo(OutcomeTally tally)
    {
        Span<long> measures = stackalloc long[sums.Length];
        for (var place = 0; place < places.Count; place++)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                measures[i] = sums[i][place];
            }

            tally.Add(places[place].Group, places[place].Feature, measures, []);
        }
    }

    private int Capacity() => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, places.Count));

    /// <summary>Cells of a group mostly follow each other.</summary>
    private int IndexOf(int group, int feature)
    {
        ref var ordinal = ref CollectionsMarshal.GetValueRefOrAddDefault(ordinals, feature, out var isKnown);
        ordinal = isKnown ? ordinal : ordinals.Count - 1;
        if (last is not { } known || known.Group != group || known.Places.Length <= ordinal)
        {
            ref var ofGroup = ref CollectionsMarshal.GetValueRefOrAddDefault(placesOfGroup, group, out _);
            Array.Resize(ref ofGroup, Math.Max(ofGroup?.Length ?? 16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ordinal + 1)));
            last = known = (group, ofGroup!);
        }

        ref var index = ref known.Places[ordinal];
        if (index == 0)
        {
            places.Add((group, feature));
            index = places.Count;
        }

        return index - 1;
    }
}
