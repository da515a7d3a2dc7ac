using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Efficiency;

/// <summary>Says what to do about a feature or team, from its own figures alone. What would save less than 1 % of its cost is not worth a word.</summary>
public static class EfficiencyAdvisor
{
    /// <summary>The part of the prompt layer that an ordinary cache can serve.</summary>
    public const decimal CacheablePart = 0.7m;

    private const double GrowthPerWeek = 0.03;
    private const int LeastShare = 100;

    /// <summary>The advice for a line, by falling effect.</summary>
    /// <param name="days">Length of the period in days.</param>
    public static IReadOnlyList<EfficiencyAdvice> For(EfficiencyLine line, int days)
    {
        ArgumentNullException.ThrowIfNull(line);
        EfficiencyAdvice?[] all = [Upgrade(line, days), Retries(line), Cache(line.Now), Growth(line), Streams(line)];
        return [.. all.OfType<EfficiencyAdvice>().Where(a => a.Kind == AdviceKind.ExplainUpgrade || a.EffectNanos * LeastShare >= line.Now.EffectiveCostNanos)
            .OrderByDescending(a => a.EffectNanos).ThenBy(a => a.Kind)];
    }

    private static EfficiencyAdvice? Upgrade(EfficiencyLine line, int days) => line.Upgrade is { IsOpen: true, Finding: { EffectPerMonthNanos: { } month } finding } && month > 0
        ? new EfficiencyAdvice(
            AdviceKind.ExplainUpgrade, Round((decimal)month * days / 30),
            string.Create(CultureInfo.InvariantCulture, $"Since {finding.FirstDate:MMM d} a call costs {finding.PriceShift:+0 %;-0 %} and no release is on record."))
        : null;

    private static EfficiencyAdvice? Retries(EfficiencyLine line) => line.Now.WasteCostNanos > 0
        ? new EfficiencyAdvice(
            AdviceKind.FixRetries, line.Now.WasteCostNanos,
            string.Create(CultureInfo.InvariantCulture, $"{line.Now.Retries:#,##0} retries and fallbacks and {line.Now.Errors:#,##0} errors of {line.Now.Requests:#,##0} calls were paid for."))
        : null;

    private static EfficiencyAdvice? Streams(EfficiencyLine line) => line.Abandoned is { CostNanos: > 0 } left
        ? new EfficiencyAdvice(
            AdviceKind.StopStreams, left.CostNanos,
            string.Create(CultureInfo.InvariantCulture, $"{left.Tokens:#,##0} tokens were generated after the readers of {left.Calls:#,##0} answers had left."))
        : null;

    /// <summary>Only where the feature reads from a cache already, so that both rates are known from what it paid.</summary>
    private static EfficiencyAdvice? Cache(CostMeasures m)
    {
        var plain = m.InputTokens - m.CacheReadTokens - m.CacheWriteTokens;
        if (m.CacheReadTokens == 0 || plain <= 0)
        {
            return null;
        }

        var more = Math.Min(plain, (m.PromptTokens * CacheablePart) - m.CacheReadTokens);
        var (paid, cached) = (decimal.Divide(m.InputCostNanos, plain), decimal.Divide(m.CacheReadCostNanos, m.CacheReadTokens));
        return more <= 0 || paid <= cached ? null : new EfficiencyAdvice(
            AdviceKind.CachePrompts, Round(more * (paid - cached)),
            string.Create(CultureInfo.InvariantCulture,
                $"{m.CacheReadTokens / (decimal)m.PromptTokens:0 %} of its prompt tokens come from the cache; at {CacheablePart:0 %} they would, at {PerMillion(cached)} instead of {PerMillion(paid)} per million."));
    }

    /// <summary>Not while a call costs more for another reason: growth is what the input adds at the price it has.</summary>
    private static EfficiencyAdvice? Growth(EfficiencyLine line)
    {
        if (line.Growth is not { } growth || growth.PerWeek < GrowthPerWeek || line.Now.InputTokens == 0)
        {
            return null;
        }

        var added = (decimal)(growth.LastTokensPerCall - Math.Max(0, growth.FirstTokensPerCall)) * line.Now.Requests;
        var input = line.Now.InputCostNanos + line.Now.CacheReadCostNanos + line.Now.CacheWriteCostNanos;
        return new EfficiencyAdvice(
            AdviceKind.TrimPrompts, Round(Math.Min(added, line.Now.InputTokens) * input / line.Now.InputTokens),
            string.Create(CultureInfo.InvariantCulture, $"A call sends {growth.LastTokensPerCall:#,##0} input tokens, {growth.FirstTokensPerCall:#,##0} eight weeks before: {growth.PerWeek:+0.0 %} a week{(growth.Layer is { } layer ? $", most of it {layer}" : "")}."));
    }

    private static string PerMillion(decimal nanosPerToken) => string.Create(CultureInfo.InvariantCulture, $"${Money.ToUsd(Round(nanosPerToken * 1_000_000)):0.00##}");

    private static long Round(decimal nanos) => (long)decimal.Round(nanos, MidpointRounding.ToEven);
}
