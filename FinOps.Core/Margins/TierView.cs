using FinOps.Core.Tenants;

namespace FinOps.Core.Margins;

/// <summary>One tier in a period: what its tenants bring in and cost together. Money is nano-USD.</summary>
/// <param name="Key">The tier's key; empty for tenants without one.</param>
/// <param name="Name">What people read.</param>
/// <param name="Tenants">How many of its tenants have a known revenue.</param>
/// <param name="RevenueNanos">What those bring in.</param>
/// <param name="CostNanos">What those cost.</param>
/// <param name="LossNanos">What the ones that cost more than they bring in lose, as a positive amount.</param>
/// <param name="WithoutTerms">How many of its tenants have no contract and nothing billed, so that they have no margin.</param>
/// <param name="CostWithoutTermsNanos">What those cost.</param>
public sealed record TierMargin(string Key, string Name, int Tenants, long RevenueNanos, long CostNanos, long LossNanos, int WithoutTerms, long CostWithoutTermsNanos)
{
    public long MarginNanos => RevenueNanos - CostNanos;

    public decimal? GrossMargin => RevenueNanos > 0 ? (decimal)MarginNanos / RevenueNanos : null;
}

/// <summary>What the margin of one tier pays of the loss of another.</summary>
public sealed record TierSubsidy(string From, string To, long Nanos);

/// <summary>Which tier carries which.</summary>
/// <param name="Tiers">Smallest rank first; tenants without a tier last.</param>
/// <param name="Subsidies">Losses of tiers, shared out over the tiers that earn, in proportion to what these earn.</param>
public sealed record TierView(IReadOnlyList<TierMargin> Tiers, IReadOnlyList<TierSubsidy> Subsidies)
{
    /// <summary>What the tiers that earn bring together.</summary>
    public long EarnedNanos => Tiers.Where(t => t.MarginNanos > 0).Sum(t => t.MarginNanos);

    /// <summary>What the tiers that lose lose together, as a positive amount.</summary>
    public long LostNanos => -Tiers.Where(t => t.MarginNanos < 0).Sum(t => t.MarginNanos);

    /// <summary>Of each USD that the earning tiers bring, how much goes to the losing ones; null when no tier earns.</summary>
    public decimal? Ratio => EarnedNanos > 0 ? (decimal)LostNanos / EarnedNanos : null;

    /// <summary>The loss that no tier's margin covers.</summary>
    public long UncoveredNanos => Math.Max(0, LostNanos - EarnedNanos);

    public static TierView Of(IEnumerable<TenantMargin> tenants, IEnumerable<Tier> known)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        ArgumentNullException.ThrowIfNull(known);
        var byKey = known.ToDictionary(t => t.Key, StringComparer.Ordinal);
        var tiers = tenants.GroupBy(t => t.Tier, StringComparer.Ordinal)
            .Select(g => Of(g.Key, byKey.GetValueOrDefault(g.Key)?.Name ?? (g.Key.Length == 0 ? "No tier" : g.Key), [.. g]))
            .OrderBy(t => t.Key.Length == 0).ThenBy(t => byKey.GetValueOrDefault(t.Key)?.Rank ?? int.MaxValue).ThenBy(t => t.Key, StringComparer.Ordinal).ToList();
        return new TierView(tiers, [.. Share(tiers)]);
    }

    private static TierMargin Of(string key, string name, IReadOnlyList<TenantMargin> tenants)
    {
        var told = tenants.Where(t => t.Revenue.IsKnown).ToList();
        var silent = tenants.Where(t => !t.Revenue.IsKnown).ToList();
        return new TierMargin(
            key, name, told.Count, told.Sum(t => t.Revenue.TotalNanos), told.Sum(t => t.CostNanos), -told.Sum(t => Math.Min(0, t.MarginNanos!.Value)), silent.Count, silent.Sum(t => t.CostNanos));
    }

    /// <summary>Each loss, as far as the earned margin reaches, goes to the earning tiers by what they earn; the last one takes what rounding leaves.</summary>
    private static IEnumerable<TierSubsidy> Share(IReadOnlyList<TierMargin> tiers)
    {
        var givers = tiers.Where(t => t.MarginNanos > 0).ToList();
        var takers = tiers.Where(t => t.MarginNanos < 0).ToList();
        var (earned, lost) = (givers.Sum(t => t.MarginNanos), -takers.Sum(t => t.MarginNanos));
        if (earned == 0 || lost == 0)
        {
            yield break;
        }

        foreach (var taker in takers)
        {
            var covered = lost <= earned ? -taker.MarginNanos : Part(-taker.MarginNanos, earned, lost);
            var left = covered;
            foreach (var giver in givers)
            {
                var nanos = giver == givers[^1] ? left : Part(covered, giver.MarginNanos, earned);
                left -= nanos;
                yield return new TierSubsidy(giver.Key, taker.Key, nanos);
            }
        }
    }

    private static long Part(long nanos, long part, long whole) => (long)Math.Round((decimal)nanos / whole * part, 0, MidpointRounding.ToEven);
}
