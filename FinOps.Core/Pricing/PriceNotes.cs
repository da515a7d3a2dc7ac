using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>The words of an explanation.</summary>
internal static class PriceNotes
{
    /// <summary>The rules that chose and changed the rates.</summary>
    public static IEnumerable<string> Of(PricedCall call, PriceChoice choice, ContextTier? contextTier, PriceTerms terms)
    {
        var price = choice.Price!;
        if (choice.Mapping is { } mapping)
        {
            yield return $"{mapping.Name} is priced as {mapping.BaseModel} ({mapping.CreatedBy}: {mapping.Reason}).";
        }

        if (price.HostScope.Length > 0)
        {
            yield return $"The price is for {price.HostScope}.";
        }

        if (price.HasWindow)
        {
            yield return $"The price is for {PriceWindow.Describe(price)}.";
        }

        if (contextTier is not null)
        {
            yield return $"{Number(call.Usage.InputTokens)} input tokens {RuleOf(contextTier)}: the whole request is charged at the rates beyond it.";
        }

        if (TierNote(price, call.Usage.Tier, terms) is { } note)
        {
            yield return note;
        }

        if (choice.Discount is { DiscountPpm: { } off } contract)
        {
            yield return $"Contract no. {contract.Id} takes {Percent(off)} % off.";
        }

        if (price.UsdPerUnitNanos is { } nanos)
        {
            yield return $"1 {price.Currency} is {Money.ToExactText(nanos)} USD.";
        }
    }

    /// <summary>A threshold and its operator, e.g. <c>&gt; 200,000</c>.</summary>
    public static string RuleOf(ContextTier tier) => $"{(tier.IsInclusive ? "≥" : ">")} {Number(tier.Threshold)}";

    /// <summary>Where a bucket's rate comes from when the row does not list it, and what else is counted in it; null when all is as listed.</summary>
    public static string? Fallback(TokenRates rates, TokenBucket bucket, in UsageQuantities usage) => bucket switch
    {
        TokenBucket.CacheRead when rates.CacheReadPer1M is null => "No cache rate is listed: cached input is charged as plain input.",
        TokenBucket.CacheRead when Joined((rates.CacheReadAudioPer1M, usage.CacheReadAudioTokens, "audio"), (rates.CacheReadImagePer1M, usage.CacheReadImageTokens, "image")) is { } media
            => $"No rates of their own are listed for cached {media} tokens: they are charged as cached input.",
        TokenBucket.CacheWrite5m when rates.CacheWrite5mPer1M is null => "No cache write rate is listed: cache writes are charged as plain input.",
        TokenBucket.CacheWrite1h when rates.CacheWrite1hPer1M is null => rates.CacheWrite5mPer1M is null
            ? "No cache write rate is listed: cache writes are charged as plain input."
            : "No rate for one-hour cache writes is listed: the 5-minute rate is charged.",
        TokenBucket.CacheReadAudio when rates.CacheReadAudioPer1M is null => "No cache rate is listed: cached audio is charged as audio input.",
        TokenBucket.CacheReadImage when rates.CacheReadImagePer1M is null => "No cache rate is listed: cached images are charged as image input.",
        TokenBucket.Input when Joined((rates.InputAudioPer1M, usage.InputAudioTokens - usage.CacheReadAudioTokens, "audio"), (rates.InputImagePer1M, usage.InputImageTokens - usage.CacheReadImageTokens, "image")) is { } media
            => $"No rates of their own are listed for {media} tokens: they are charged as text input.",
        TokenBucket.Output when Joined((rates.OutputAudioPer1M, usage.OutputAudioTokens, "audio"), (rates.OutputImagePer1M, usage.OutputImageTokens, "image")) is { } media
            => $"No rates of their own are listed for {media} tokens: they are charged as text output.",
        TokenBucket.Output when rates.ReasoningPer1M is null && usage.ReasoningTokens > 0 => $"{Number(usage.ReasoningTokens)} reasoning tokens are part of the output.",
        _ => null,
    };

    /// <summary>What is missing, and the cure.</summary>
    public static (string Message, string Cure) WhyNot(PricedCall call, PriceChoice choice, UnpricedReason reason)
    {
        var model = choice.Mapping is { } mapping ? $"{mapping.BaseModel} (mapped from {call.Model})" : call.Model;
        return reason switch
        {
            UnpricedReason.UnknownModel => (
                $"No price names the model {model} of {call.Provider}.",
                "Add a price for it, or map the name to a model that has one."),
            UnpricedReason.NoPriceAtTime => (
                $"{model} of {call.Provider} has a price, but none was in force {(call.HostScope.Length > 0 ? $"in {call.HostScope} " : "")}at {At(call.OccurredAtMicros)}.",
                "Add a price that covers that place and time."),
            UnpricedReason.NoRateForBucket => (LackingRate(choice.Price!, call.Usage), "Add a price that lists it; 0 means free."),
            UnpricedReason.NoUsage => (
                "The provider reported no usage, so there is nothing to price.",
                "Ask for usage with the call; streams of OpenAI report it with stream_options.include_usage."),
            UnpricedReason.CostTooLarge => (
                $"{NameOf(choice.Price!)} makes more of the call than an amount can hold, about 9.2 billion USD.",
                "Check the rates of the price and the counts of the call."),
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The call has a price."),
        };
    }

    private static string LackingRate(Price price, in UsageQuantities usage)
    {
        if (!PriceCalculator.HasRatesFor(price, usage.Tier))
        {
            return $"{NameOf(price)} has no rates for the fast service tier.";
        }

        if (PriceCalculator.LacksSearchFee(price, usage))
        {
            return $"{NameOf(price)} lists no price for searches, and no fee was reported with the call.";
        }

        var rates = PriceCalculator.RatesFor(price, usage.InputTokens);
        var lacksOutput = rates.OutputPer1M is null && usage.OutputTokens > 0;
        return $"{NameOf(price)} lists no rate for {(lacksOutput ? "output" : "input")} tokens.";
    }

    /// <summary>Built-in prices have no number before they are stored.</summary>
    private static string NameOf(Price price) => price.Id > 0 ? $"Price no. {price.Id}" : $"The built-in price for {price.ModelPattern}";

    private static string? TierNote(Price price, ServiceTier tier, PriceTerms terms)
    {
        var name = tier.ToString().ToLowerInvariant();
        return price.Tier is not null ? $"The price is for the service tier {name}."
            : tier == ServiceTier.Standard ? null
            : terms.FactorPpm != PriceTerms.Neutral ? $"The service tier {name} multiplies token rates by {(terms.FactorPpm / (decimal)PriceTerms.Neutral).ToString("0.######", CultureInfo.InvariantCulture)}."
            : $"The price knows nothing special for the service tier {name}: standard rates are charged.";
    }

    private static string? Joined(params ReadOnlySpan<(long? Rate, int Tokens, string Name)> parts)
    {
        var names = new List<string>();
        foreach (var (rate, tokens, name) in parts)
        {
            if (rate is null && tokens > 0)
            {
                names.Add(name);
            }
        }

        return names.Count == 0 ? null : string.Join(" and ", names);
    }

    private static string Percent(int ppm) => (ppm / 10_000m).ToString("0.####", CultureInfo.InvariantCulture);

    private static string Number(int count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    private static string At(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
