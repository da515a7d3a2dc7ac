using System.Runtime.CompilerServices;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>From an instant on, the rows that name a model, reached through a mapping or not.</summary>
/// <param name="IsKnown">Whether any price names the model, be it for another place.</param>
internal sealed record PriceStage(long FromMicros, ModelMapping? Mapping, IReadOnlyList<RankedPrice> Prices, bool IsKnown);

/// <summary>The prices of one model and service tier, by time.</summary>
internal sealed class PriceTimeline
{
    // starts[i] is where steps[i] begins; it ends where the next one begins.
    private readonly long[] starts;
    private readonly Step[] steps;

    private PriceTimeline(List<(long From, Step Step)> steps)
    {
        starts = [.. steps.Select(s => s.From)];
        this.steps = [.. steps.Select(s => s.Step)];
    }

    public static PriceTimeline Of(IReadOnlyList<PriceStage> stages, ServiceTier tier)
    {
        var steps = new List<(long From, Step Step)>();
        for (var i = 0; i < stages.Count; i++)
        {
            var end = i + 1 < stages.Count ? stages[i + 1].FromMicros : long.MaxValue;
            foreach (var (from, step) in StepsOf(stages[i], end, tier))
            {
                if (steps.Count == 0 || !steps[^1].Step.IsSame(step))
                {
                    steps.Add((from, step));
                }
            }
        }

        return new PriceTimeline(steps);
    }

    /// <summary>The rows in force at an instant, or why there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public UnpricedReason At(long micros, out PriceChoice choice)
    {
        var index = starts.Length - 1;
        // The newest price is nearly always the one, and there are few steps. The first step begins before all times.
        while (starts[index] > micros)
        {
            index--;
        }

        ref readonly var step = ref steps[index];
        Price? discount = null;
        foreach (var price in step.Candidates)
        {
            if ((price.HasWindow && !PriceWindow.Covers(price, micros)) || (discount is not null && price.Kind == PriceKind.Contract))
            {
                continue;
            }

            if (!price.IsDiscount)
            {
                choice = new PriceChoice(price, discount, step.Mapping);
                return UnpricedReason.None;
            }

            discount = price;
        }

        choice = new PriceChoice(null, null, step.Mapping);
        return step.IsKnown ? UnpricedReason.NoPriceAtTime : UnpricedReason.UnknownModel;
    }

    /// <summary>The history as steps, oldest first; gaps are steps without a price.</summary>
    public IReadOnlyList<PriceStep> History()
    {
        var first = steps.Length > 1 && steps[0].Candidates.Length == 0 ? 1 : 0;
        return
        [
            .. steps.Skip(first).Select((step, i) => new PriceStep(
                starts[first + i],
                first + i + 1 < starts.Length ? starts[first + i + 1] : long.MaxValue,
                step.Candidates.FirstOrDefault(p => p is { IsDiscount: false, HasWindow: false }))
            {
                Windowed = [.. step.Candidates.Where(p => p is { IsDiscount: false, HasWindow: true })],
                Discounts = [.. step.Candidates.Where(p => p.IsDiscount)],
                Mapping = step.Mapping,
            }),
        ];
    }

    private static IEnumerable<(long From, Step Step)> StepsOf(PriceStage stage, long endMicros, ServiceTier tier)
    {
        // Of each kind only the most specific pattern counts, in force or not: a dated model never falls through to the price of its family.
        var rows = stage.Prices
            .Where(p => p.Period.Price.Tier is null || p.Period.Price.Tier == tier)
            .GroupBy(p => p.Period.Price.Kind)
            .SelectMany(kind => kind.Where(p => p.Specificity == kind.Max(other => other.Specificity)))
            .Select(p => p.Period)
            .Where(p => p.Price.ValidFromMicros < p.EndMicros)
            .ToList();
        var edges = rows.SelectMany(p => new[] { p.Price.ValidFromMicros, p.EndMicros }).Where(edge => edge > stage.FromMicros && edge < endMicros);
        foreach (var edge in edges.Prepend(stage.FromMicros).Distinct().Order())
        {
            yield return (edge, new Step(Candidates(rows, edge), stage.Mapping, stage.IsKnown));
        }
    }

    /// <summary>What may apply at an instant, in the order of preference, without what never can.</summary>
    private static Price[] Candidates(List<PricePeriod> rows, long micros)
    {
        var inForce = rows
            .Where(p => p.Covers(micros))
            .Select(p => p.Price)
            .OrderByDescending(p => p.Kind)
            .ThenByDescending(p => p.HostScope.Length)
            .ThenByDescending(p => p.Tier is not null)
            .ThenByDescending(p => p.HasWindow)
            .ThenByDescending(p => p.ValidFromMicros)
            .ThenByDescending(p => p.Id);
        var candidates = new List<Price>();
        PriceKind? settled = null;
        var mayBeDiscounted = false;
        foreach (var price in inForce)
        {
            if (price.Kind == settled)
            {
                continue;
            }

            candidates.Add(price);
            mayBeDiscounted |= price.IsDiscount;
            if (price.HasWindow)
            {
                continue;
            }

            if (!price.IsDiscount && !(mayBeDiscounted && price.Kind == PriceKind.Contract))
            {
                break;
            }

            // Nothing less preferred of this kind can apply, but a discount needs a price of another kind.
            settled = price.Kind;
        }

        return [.. candidates];
    }

    private readonly record struct Step(Price[] Candidates, ModelMapping? Mapping, bool IsKnown)
    {
        public bool IsSame(Step other) => Mapping == other.Mapping && IsKnown == other.IsKnown && Candidates.AsSpan().SequenceEqual(other.Candidates);
    }
}
