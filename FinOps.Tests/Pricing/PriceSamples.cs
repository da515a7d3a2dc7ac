using FinOps.Core.Data;
using FinOps.Core.Pricing;

namespace FinOps.Tests.Pricing;

/// <summary>Prices for tests, with defaults for what a test does not care about.</summary>
internal static class PriceSamples
{
    public static TokenRates Rates(decimal? input = 1m, decimal? output = 2m, decimal? cacheRead = null, decimal? cacheWrite5m = null, decimal? cacheWrite1h = null) => new()
    {
        InputPer1M = Nanos(input),
        CacheReadPer1M = Nanos(cacheRead),
        CacheWrite5mPer1M = Nanos(cacheWrite5m),
        CacheWrite1hPer1M = Nanos(cacheWrite1h),
        OutputPer1M = Nanos(output),
    };

    public static Price Row(
        string model,
        decimal input = 1m,
        ModelMatch match = ModelMatch.Exact,
        PriceKind kind = PriceKind.Catalog,
        string from = "2025-01-01",
        string? to = null,
        int id = 0,
        int? supersedes = null,
        string provider = "openai",
        string scope = "",
        ServiceTier? tier = null) => new()
        {
            Id = id,
            Kind = kind,
            Provider = provider,
            HostScope = scope,
            Tier = tier,
            ModelPattern = model,
            Match = match,
            Rates = Rates(input),
            ValidFromMicros = At(from),
            ValidToMicros = to is null ? null : At(to),
            SupersedesId = supersedes,
            Source = "test",
        };

    public static long At(string utc) =>
        Instants.ToMicros(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal));

    private static long? Nanos(decimal? usd) => usd is { } value ? Money.ToNanos(value) : null;
}
