using FinOps.Core.Pricing;

namespace FinOps.Core.Layers;

/// <summary>What one bucket of a call gave to one layer.</summary>
/// <param name="Tokens">0 for fees.</param>
public readonly record struct LayerPart(int Tokens, long Nanos);

/// <summary>One bucket of a call's cost and the layers that it was divided over.</summary>
public sealed record LayerSplitRow(string Bucket, LayerPart Prompt, LayerPart Tool, LayerPart Memory, LayerPart Unsplit, LayerPart Response)
{
    public long TotalNanos => Prompt.Nanos + Tool.Nanos + Memory.Nanos + Unsplit.Nanos + Response.Nanos;
}

/// <summary>Shows how <see cref="LayerAllocator"/> divided a call's cost: bucket by bucket, by asking it for one bucket at a time.</summary>
public static class LayerSplit
{
    /// <summary>The buckets that cost something or hold tokens. Their sums over layers and over buckets are those of the whole call.</summary>
    public static IReadOnlyList<LayerSplitRow> Of(in LayerTokens tokens, in UsageQuantities usage, in UsageCost cost)
    {
        var writes = usage.CacheWrite5mTokens + usage.CacheWrite1hTokens;
        var plain = usage.InputTokens - usage.CacheReadTokens - writes;
        List<LayerSplitRow> rows =
        [
            // Divided by the same rule, the tokens of a bucket fall to the layers exactly as its cost does.
            Row("Plain input", tokens, usage, new(cost.InputNanos, 0, 0, 0, 0), new(plain, 0, 0, 0, 0)),
            Row("Cache read", tokens, usage, new(0, cost.CacheReadNanos, 0, 0, 0), new(0, usage.CacheReadTokens, 0, 0, 0)),
            Row("Cache write", tokens, usage, new(0, 0, cost.CacheWriteNanos, 0, 0), new(0, 0, writes, 0, 0)),
            Row("Output", tokens, usage, new(0, 0, 0, cost.OutputNanos, 0), new(0, 0, 0, usage.OutputTokens, 0)),
            Row("Fees", tokens, usage, new(0, 0, 0, 0, cost.FeeNanos), default),
        ];
        rows.RemoveAll(r => r.TotalNanos == 0 && r.Prompt.Tokens + r.Tool.Tokens + r.Memory.Tokens + r.Unsplit.Tokens + r.Response.Tokens == 0);
        return rows;
    }

    private static LayerSplitRow Row(string bucket, in LayerTokens tokens, in UsageQuantities usage, in UsageCost cost, in UsageCost counts)
    {
        var nanos = LayerAllocator.Allocate(tokens, usage, cost);
        var count = LayerAllocator.Allocate(tokens, usage, counts);
        return new(
            bucket,
            new((int)count.PromptNanos, nanos.PromptNanos),
            new((int)count.ToolNanos, nanos.ToolNanos),
            new((int)count.MemoryNanos, nanos.MemoryNanos),
            new((int)count.UnsplitNanos, nanos.UnsplitNanos),
            new((int)count.ResponseNanos, nanos.ResponseNanos));
    }
}
