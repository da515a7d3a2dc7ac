using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

/// <summary>The catalog against tables of public prices and costs.</summary>
public sealed class SharedPriceDataTests
{
    private const string Facts = "prices/price-facts.csv";
    private const string ExpectedCosts = "expected-costs/expected-costs.csv";
    private const string RealUsages = "expected-costs/real-usages.csv";
    private const string Sessions = "traces/coding-agent-sessions.csv";

    private static readonly PriceSnapshot Catalog = new(PriceCatalog.Rows);

    /// <summary>Expected costs that the catalog does not reproduce, and why.</summary>
    private static readonly Dictionary<string, string> Differing = new()
    {
        ["EC037"] = "10 of its tokens are citations at a rate of their own, a meter of one provider for which there is no bucket.",
        ["EC096"] = "Adds a mark-up of 5.5 % to the listed image rate, which no list states.",
        ["EC098"] = "Prices cache tokens at base rates beside long-context input; the list that has long rates for this model has them for its cache too.",
        ["EC105"] = "Takes gpt-3.5-turbo at 1.50; the two newer tables say 0.50.",
        ["EC123"] = "Adds a month of small calls up; as one call it would be charged at the long rates.",
        ["EC190"] = "Takes the price before 2026-07-30 at a date that is only assumed.",
        ["EC214"] = "Takes a price that depended on the time of day and has ended; the date is not given.",
    };

    /// <summary>Real usages that are not reproduced: model and reason.</summary>
    private static readonly Dictionary<string, string> NotPriced = new()
    {
        ["qwen-3-coder-480b"] = "Its price entry is empty; nothing says that it is free, so it stays unpriced.",
    };

    [SharedDataFact(Facts)]
    public void Catalog_OfEveryPublicPrice_ListsTheSameRates()
    {
        var faults = new List<string>();
        var compared = 0;
        foreach (var row in Read(Facts).Where(IsListed))
        {
            var at = row["effective_from"] is { Length: > 0 } from ? At(from) : row["effective_to"] is { Length: > 0 } to ? At(to) - 1 : At("2026-09-01");
            at = row["daily_window_utc"] switch
            {
                "" => at,
                "all other times (off-peak)" => at + (5 * Instants.MicrosPerHour),
                "outside the other window" => At("2025-06-01T20:00Z"),
                ['0', '0', ..] => At("2025-06-01T12:00Z"),
                var window => at + (long)TimeSpan.Parse(window[..8], CultureInfo.InvariantCulture).TotalMicroseconds,
            };
            foreach (var model in row["model_id_pattern"].Split('|').Where(IsPlain))
            {
                var price = Catalog.For(row["provider"], model).At(at, out var reason);
                compared++;
                if (price is null || !HasRates(price.Rates, row, "") || (!IsLongElsewhere(row) && !HasRates(price.ContextTiers.SingleOrDefault()?.Rates ?? new TokenRates(), row, "long_")))
                {
                    faults.Add($"{row["provider"]} {model}: {reason}");
                }
            }
        }

        Assert.Empty(faults);
        Assert.True(compared > 150, $"only {compared} were compared");
    }

    [SharedDataFact(ExpectedCosts)]
    public void Price_OfEveryExpectedCost_IsExact()
    {
        var rows = Read(ExpectedCosts).Where(row => row["kind"] != "synthetic price").ToList();

        var faults = rows.Where(row => !Differing.ContainsKey(row["id"])).Select(row => FaultOf(row, WithExtras(Usage(row, "cache_write_tokens_5m", "cache_write_tokens_1h"), row["tokenless_extras"]))).OfType<string>();

        Assert.Empty(faults);
        Assert.True(rows.Count >= 95, $"only {rows.Count} were compared");
        Assert.All(Differing.Keys, id => Assert.NotNull(FaultOf(rows.Single(r => r["id"] == id), WithExtras(Usage(rows.Single(r => r["id"] == id), "cache_write_tokens_5m", "cache_write_tokens_1h"), ""))));
    }

    [SharedDataFact(RealUsages)]
    public void Price_OfEveryRealUsage_IsExact()
    {
        var rows = Read(RealUsages).Where(row => !NotPriced.ContainsKey(row["model"])).ToList();

        Assert.Empty(rows.Select(row => FaultOf(row, Usage(row, "cache_write_tokens", null))).OfType<string>());
        Assert.True(rows.Count >= 435, $"only {rows.Count} were compared");
    }

    [SharedDataFact(Sessions)]
    public void Catalog_OfEveryModelOfCodingSessions_HasAPriceAtAnyDay()
    {
        foreach (var model in Read(Sessions).Select(r => r["model"]).Distinct())
        {
            for (var at = At("2025-01-01"); at < At("2026-12-01"); at += Instants.MicrosPerDay)
            {
                Assert.NotNull(Catalog.For("anthropic", model).At(at, out _));
            }
        }
    }

    private static string? FaultOf(IDictionary<string, string> row, UsageQuantities usage)
    {
        var at = row.TryGetValue("request_time", out var time) && time.Length > 0 ? At(time) : At("2026-06-01");
        var model = row["model"].Replace(" (fallback)", "", StringComparison.Ordinal);
        var reason = Catalog.For(row["provider"], model).At(at, usage.Tier, out var choice);
        var cost = default(UsageCost);
        if (choice.Price is { } price)
        {
            reason = PriceCalculator.Price(price, usage, out cost);
        }

        return reason == UnpricedReason.None && Money.ToUsd(cost.TotalNanos) == Decimal(row["expected_total_usd"])
            ? null
            : $"{(row.TryGetValue("id", out var id) ? id : "")} {row["provider"]} {row["model"]}: {reason} {Money.ToExactText(cost.TotalNanos)} instead of {row["expected_total_usd"]}";
    }

    private static UsageQuantities Usage(IDictionary<string, string> row, string cacheWrite5m, string? cacheWrite1h) => new(
        Tokens(row["total_input_tokens"]), Tokens(row["cache_read_tokens"]), Tokens(row[cacheWrite5m]), cacheWrite1h is null ? 0 : Tokens(row[cacheWrite1h]),
        Tokens(row["output_tokens"]), 0, 0, Enum.Parse<ServiceTier>(row.TryGetValue("service_tier", out var tier) ? tier : "standard", ignoreCase: true));

    /// <summary>What stands beside the token counts in words: searches, and image tokens that the output count leaves out.</summary>
    private static UsageQuantities WithExtras(UsageQuantities usage, string extras)
    {
        var searches = Regex.Match(extras, @"web_search=(\d+)");
        var images = Regex.Match(extras, @"image output (\d+) tokens");
        var count = images.Success ? Tokens(images.Groups[1].Value) : 0;
        return usage with
        {
            SearchRequests = searches.Success ? Tokens(searches.Groups[1].Value) : 0,
            OutputTokens = usage.OutputTokens + count,
            OutputImageTokens = count,
        };
    }

    /// <summary>What the catalog leaves out, and why: docs/pricing.md, "What is left out".</summary>
    private static bool IsListed(IDictionary<string, string> row) =>
        row["model"] is not "claude-fable-5-2" and not "claude-sonnet-5-5" and not "claude-haiku-5-5"
        && !row["model"].EndsWith("(seed price)", StringComparison.Ordinal);

    private static bool IsPlain(string pattern) => !pattern.Contains('*', StringComparison.Ordinal) && !pattern.Contains('/', StringComparison.Ordinal);

    /// <summary>Models whose long-context rates only LiteLLM's list has; the table leaves them out.</summary>
    private static bool IsLongElsewhere(IDictionary<string, string> row) =>
        row["long_input_per_mtok"].Length == 0
        && (row["model"] is "claude-sonnet-4-0" or "grok-4-0709" or "grok-4-fast-reasoning" || row["model"].Contains("claude-sonnet-4-5-20250929", StringComparison.Ordinal));

    private static bool HasRates(TokenRates rates, IDictionary<string, string> row, string prefix) =>
        Is(rates.InputPer1M, row[$"{prefix}input_per_mtok"])
        && Is(rates.CacheReadPer1M, row[$"{prefix}cached_read_per_mtok"])
        && Is(rates.CacheWrite5mPer1M, row[$"{prefix}cache_write_5m_per_mtok"])
        && Is(rates.CacheWrite1hPer1M, row[$"{prefix}cache_write_1h_per_mtok"])
        && Is(rates.OutputPer1M, row[$"{prefix}output_per_mtok"]);

    private static bool Is(long? nanos, string usd) => usd.Length == 0 ? nanos is null : nanos == Money.ToNanos(Decimal(usd));

    private static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static int Tokens(string text) => text.Length == 0 ? 0 : int.Parse(text, CultureInfo.InvariantCulture);

    private static List<IDictionary<string, string>> Read(string name)
    {
        using var csv = new CsvReader(new StreamReader(SharedData.Find(name)!), CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<dynamic>().Select(r => ((IDictionary<string, object>)r).ToDictionary(c => c.Key, c => (string)c.Value)).Cast<IDictionary<string, string>>()];
    }
}
