using System.Runtime.CompilerServices;

namespace FinOps.Core.Pricing;

/// <summary>What a token is charged as. Buckets are exclusive: each token of a call is in one of them.</summary>
public enum TokenBucket : byte
{
    Input,
    InputAudio,
    InputImage,
    CacheRead,
    CacheReadAudio,
    CacheReadImage,
    CacheWrite5m,
    CacheWrite1h,
    Output,
    Reasoning,
    OutputAudio,
    OutputImage,
}

/// <summary>Tokens of one call by <see cref="TokenBucket"/>.</summary>
[InlineArray(Length)]
internal struct BucketTokens
{
    public const int Length = (int)TokenBucket.OutputImage + 1;
    private int first;

    public readonly int Of(TokenBucket bucket) => this[(int)bucket];
}

/// <summary>Which tokens are charged at which rate: the one place that knows.</summary>
internal static class TokenBuckets
{
    /// <summary>Splits inclusive counts; what has no rate of its own joins the bucket whose rate it takes, so that each charge is rounded once.</summary>
    /// <returns>False when the counts contradict each other: a bucket would be negative.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TrySplit(in UsageQuantities usage, TokenRates rates, out BucketTokens tokens)
    {
        tokens = default;
        var input = (long)usage.InputTokens - usage.CacheReadTokens - usage.CacheWrite5mTokens - usage.CacheWrite1hTokens;
        var signs = usage.CacheReadTokens | usage.CacheWrite5mTokens | usage.CacheWrite1hTokens | usage.OutputTokens | usage.ReasoningTokens;
        var media = usage.InputAudioTokens | usage.InputImageTokens | usage.OutputAudioTokens | usage.OutputImageTokens
            | usage.CacheReadAudioTokens | usage.CacheReadImageTokens;
        if ((signs | media) < 0 || input < 0 || usage.ReasoningTokens > usage.OutputTokens)
        {
            return false;
        }

        var hasReasoningRate = rates.ReasoningPer1M is not null;
        tokens[(int)TokenBucket.CacheWrite5m] = usage.CacheWrite5mTokens;
        tokens[(int)TokenBucket.CacheWrite1h] = usage.CacheWrite1hTokens;
        tokens[(int)TokenBucket.Reasoning] = hasReasoningRate ? usage.ReasoningTokens : 0;
        if (media != 0)
        {
            return TrySplitMedia(usage, rates, input, ref tokens);
        }

        tokens[(int)TokenBucket.Input] = (int)input;
        tokens[(int)TokenBucket.CacheRead] = usage.CacheReadTokens;
        tokens[(int)TokenBucket.Output] = hasReasoningRate ? usage.OutputTokens - usage.ReasoningTokens : usage.OutputTokens;
        return true;
    }

    /// <summary>The rate that a bucket is charged at, or null where none is listed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long? RateOf(TokenRates rates, TokenBucket bucket) => bucket switch
    {
        TokenBucket.Input => rates.InputPer1M,
        TokenBucket.InputAudio => rates.InputAudioPer1M ?? rates.InputPer1M,
        TokenBucket.InputImage => rates.InputImagePer1M ?? rates.InputPer1M,
        TokenBucket.CacheRead => rates.CacheReadPer1M ?? rates.InputPer1M,
        TokenBucket.CacheReadAudio => rates.CacheReadAudioPer1M ?? rates.CacheReadPer1M ?? rates.InputAudioPer1M ?? rates.InputPer1M,
        TokenBucket.CacheReadImage => rates.CacheReadImagePer1M ?? rates.CacheReadPer1M ?? rates.InputImagePer1M ?? rates.InputPer1M,
        TokenBucket.CacheWrite5m => rates.CacheWrite5mPer1M ?? rates.InputPer1M,
        TokenBucket.CacheWrite1h => rates.CacheWrite1hPer1M ?? rates.CacheWrite5mPer1M ?? rates.InputPer1M,
        TokenBucket.Output => rates.OutputPer1M,
        TokenBucket.Reasoning => rates.ReasoningPer1M ?? rates.OutputPer1M,
        TokenBucket.OutputAudio => rates.OutputAudioPer1M ?? rates.OutputPer1M,
        TokenBucket.OutputImage => rates.OutputImagePer1M ?? rates.OutputPer1M,
        _ => throw new ArgumentOutOfRangeException(nameof(bucket), bucket, "Unknown bucket."),
    };

    private static bool TrySplitMedia(in UsageQuantities usage, TokenRates rates, long input, ref BucketTokens tokens)
    {
        var audio = usage.InputAudioTokens - usage.CacheReadAudioTokens;
        var image = usage.InputImageTokens - usage.CacheReadImageTokens;
        var text = input - audio - image;
        var cached = (long)usage.CacheReadTokens - usage.CacheReadAudioTokens - usage.CacheReadImageTokens;
        var output = (long)usage.OutputTokens - usage.OutputAudioTokens - usage.OutputImageTokens - usage.ReasoningTokens;
        if ((audio | image) < 0 || (text | cached | output) < 0)
        {
            return false;
        }

        tokens[(int)TokenBucket.Input] = (int)text;
        tokens[(int)TokenBucket.CacheRead] = (int)cached;
        tokens[(int)TokenBucket.Output] = (int)output + (rates.ReasoningPer1M is null ? usage.ReasoningTokens : 0);
        Put(ref tokens, TokenBucket.InputAudio, audio, rates.InputAudioPer1M is not null, TokenBucket.Input);
        Put(ref tokens, TokenBucket.InputImage, image, rates.InputImagePer1M is not null, TokenBucket.Input);
        Put(ref tokens, TokenBucket.CacheReadAudio, usage.CacheReadAudioTokens,
            rates.CacheReadAudioPer1M is not null || (rates.CacheReadPer1M is null && rates.InputAudioPer1M is not null), TokenBucket.CacheRead);
        Put(ref tokens, TokenBucket.CacheReadImage, usage.CacheReadImageTokens,
            rates.CacheReadImagePer1M is not null || (rates.CacheReadPer1M is null && rates.InputImagePer1M is not null), TokenBucket.CacheRead);
        Put(ref tokens, TokenBucket.OutputAudio, usage.OutputAudioTokens, rates.OutputAudioPer1M is not null, TokenBucket.Output);
        Put(ref tokens, TokenBucket.OutputImage, usage.OutputImageTokens, rates.OutputImagePer1M is not null, TokenBucket.Output);
        return true;
    }

    private static void Put(ref BucketTokens tokens, TokenBucket bucket, int count, bool hasOwnRate, TokenBucket otherwise) =>
        tokens[(int)(hasOwnRate ? bucket : otherwise)] += count;
}
