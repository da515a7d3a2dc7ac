using System.Runtime.CompilerServices;
using FinOps.Core.Pricing;

namespace FinOps.Core.Layers;

/// <summary>Input tokens of one call by layer. Their sum is the input.</summary>
public readonly record struct LayerTokens(int Prompt, int Tool, int Memory, int Unsplit)
{
    public int Total => Prompt + Tool + Memory + Unsplit;
}

/// <summary>Cost by layer in nano-USD. The response layer is the output cost; fees belong to the tool layer.</summary>
public readonly record struct LayerCost(long PromptNanos, long ToolNanos, long MemoryNanos, long UnsplitNanos, long ResponseNanos)
{
    public long TotalNanos => PromptNanos + ToolNanos + MemoryNanos + UnsplitNanos + ResponseNanos;
}

/// <summary>
/// Splits what a call cost over its layers, without guessing and without losing a nano.
/// Cached tokens are taken from the prompt first (it is the stable prefix), then memory, then tool, then what is unsplit;
/// cache writes follow in the same order over what is left. Each bucket's cost is divided by tokens with the largest remainder.
/// </summary>
public static class LayerAllocator
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LayerCost Allocate(in LayerTokens tokens, in UsageQuantities usage, in UsageCost cost)
    {
        Span<int> left = [tokens.Prompt, tokens.Memory, tokens.Tool, tokens.Unsplit];
        Span<long> nanos = [0, 0, 0, 0];
        Take(left, usage.CacheReadTokens, cost.CacheReadNanos, nanos);
        Take(left, usage.CacheWrite5mTokens + usage.CacheWrite1hTokens, cost.CacheWriteNanos, nanos);
        Span<int> rest = [left[0], left[1], left[2], left[3]];
        Split(rest, cost.InputNanos, nanos);
        return new LayerCost(nanos[0], nanos[2] + cost.FeeNanos, nanos[1], nanos[3], cost.OutputNanos);
    }

    /// <summary>Takes a bucket's tokens from the layers in their order and gives them its cost.</summary>
    private static void Take(Span<int> left, int bucketTokens, long bucketNanos, Span<long> nanos)
    {
        if (bucketTokens == 0)
        {
            return;
        }

        Span<int> taken = [0, 0, 0, 0];
        for (var i = 0; i < left.Length && bucketTokens > 0; i++)
        {
            taken[i] = Math.Min(left[i], bucketTokens);
            left[i] -= taken[i];
            bucketTokens -= taken[i];
        }

        Split(taken, bucketNanos, nanos);
    }

    /// <summary>Adds an amount to four shares in proportion to tokens; the parts sum to the amount.</summary>
    private static void Split(ReadOnlySpan<int> tokens, long amount, Span<long> shares)
    {
        if (amount == 0)
        {
            return;
        }

        long total = 0;
        var only = -1;
        var parts = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            total += tokens[i];
            if (tokens[i] > 0)
            {
                only = i;
                parts++;
            }
        }

        if (parts <= 1)
        {
            shares[parts == 1 ? only : shares.Length - 1] += amount;
            return;
        }

        SplitByRemainder(tokens, total, amount, shares);
    }

    private static void SplitByRemainder(ReadOnlySpan<int> tokens, long total, long amount, Span<long> shares)
    {
        Span<long> remainders = [0, 0, 0, 0];
        var undistributed = amount;
        for (var i = 0; i < tokens.Length; i++)
        {
            var product = (Int128)amount * tokens[i];
            long share;
            if (product <= long.MaxValue)
            {
                share = Math.DivRem((long)product, total, out remainders[i]);
            }
            else
            {
                share = (long)(product / total);
                remainders[i] = (long)(product % total);
            }

            shares[i] += share;
            undistributed -= share;
        }

        for (; undistributed > 0; undistributed--)
        {
            var largest = 0;
            for (var i = 1; i < remainders.Length; i++)
            {
                largest = remainders[i] > remainders[largest] ? i : largest;
            }

            shares[largest]++;
            remainders[largest] = -1;
        }
    }
}
