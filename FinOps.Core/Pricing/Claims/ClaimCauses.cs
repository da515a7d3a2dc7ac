namespace FinOps.Core.Pricing.Claims;

/// <summary>
/// Finds out why claims differ: prices the same calls by every mistake that is usual and sees which one gives the claims. Pure.
/// A rule counts as the cause when it reproduces four of five differing claims.
/// </summary>
public static class ClaimCauses
{
    private const int NeededOf100 = 80;
    private const int FewestForRounding = 3;

    /// <summary>Claims are taken for equal within this part of them: senders compute in floating point.</summary>
    private const long ToleranceParts = 1_000;

    /// <summary>What explains the calls whose claims differ from our costs; null when all agree.</summary>
    /// <param name="calls">A sample of calls with claims.</param>
    /// <param name="others">Other prices of the model, such as older versions.</param>
    public static ClaimFinding? Of(IReadOnlyList<ClaimedCall> calls, IReadOnlyList<Price> others)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(others);
        var grid = GridOf(calls);
        if (IsRounded(calls, grid) is { } rounded)
        {
            return rounded;
        }

        var differing = calls.Where(c => !IsNear(c.Ours.TotalNanos, c.ClaimedNanos, grid)).ToList();
        if (differing.Count == 0)
        {
            return null;
        }

        var best = ClaimAlternative.All(others)
            .Select(a => a.Finding with { Matched = Count(differing, a.Charge, grid), Sampled = differing.Count })
            .Append(ConstantFactor(differing, grid))
            .MaxBy(f => f.Matched)!;
        return best.Matched * 100 >= NeededOf100 * differing.Count ? best : new ClaimFinding(ClaimCause.Unknown, 0, differing.Count);
    }

    private static int Count(List<ClaimedCall> calls, Func<ClaimedCall, long?> charge, long grid) =>
        calls.Count(c => charge(c) is { } nanos && IsNear(nanos, c.ClaimedNanos, grid));

    /// <summary>The largest power of ten that all claims are multiples of, up to a cent.</summary>
    private static long GridOf(IReadOnlyList<ClaimedCall> calls)
    {
        var grid = 10_000_000L;
        while (grid > 1 && calls.Any(c => c.ClaimedNanos % grid != 0))
        {
            grid /= 10;
        }

        return grid;
    }

    /// <summary>The drift of a day comes from rounding alone when each claim is the multiple next to our cost, but not our cost.</summary>
    private static ClaimFinding? IsRounded(IReadOnlyList<ClaimedCall> calls, long grid)
    {
        var differing = calls.Where(c => c.Ours.TotalNanos != c.ClaimedNanos).ToList();
        var isNext = differing.Count(c => Math.Abs(c.Ours.TotalNanos - c.ClaimedNanos) < grid);
        return grid > 1 && differing.Count >= FewestForRounding && isNext * 100 >= NeededOf100 * differing.Count
            ? new ClaimFinding(ClaimCause.Rounding, isNext, differing.Count) { RoundedToNanos = grid }
            : null;
    }

    private static bool IsNear(long nanos, long claimed, long grid)
    {
        // A coarse grid must not make everything look alike.
        var rounding = Math.Min(grid / 2, claimed / 200);
        return Math.Abs(nanos - claimed) <= Math.Max(1, rounding + (claimed / ToleranceParts));
    }

    private static ClaimFinding ConstantFactor(List<ClaimedCall> calls, long grid)
    {
        var ratios = calls.Where(c => c.Ours.TotalNanos > 0).Select(c => (decimal)c.ClaimedNanos / c.Ours.TotalNanos).Order().ToList();
        if (ratios.Count < FewestForRounding)
        {
            return new ClaimFinding(ClaimCause.ConstantFactor, 0, calls.Count);
        }

        var factor = decimal.Round(ratios[ratios.Count / 2], 4, MidpointRounding.ToEven);
        var matched = calls.Count(c => IsNear((long)decimal.Round(c.Ours.TotalNanos * factor, 0, MidpointRounding.ToEven), c.ClaimedNanos, grid));
        return new ClaimFinding(ClaimCause.ConstantFactor, matched, calls.Count) { Factor = factor };
    }
}
