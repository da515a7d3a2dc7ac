using System.Globalization;
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
        ["EC098"] = "Prices cache tokens at base rates beside long-context input; the sources disagree and our table has no long rates for this model.",
        ["EC105"] = "Takes gpt-3.5-turbo at 1.50; the two newer tables say 0.50.",
        ["EC123"] = "Adds a month of small calls up; as one call it would be charged at the long rates.",
        ["EC190"] = "Takes the price before 2026-07-30 at a date that is only assumed.",
        ["EC214"] = "Takes a price that depended on the time of day and ended at an unknown date.",
    };

    [SharedDataFact(Facts)]
    public void Catalog_OfEveryPublicPrice_ListsTheSameRates()
    {
        var faults = new List<string>();
        var compared = 0;
        foreach (var row in Read(Facts).Where(IsListed))
        {
            var at = row["effective_from"] is { Length: > 0 } from ? At(from) : row["effective_to"] is { Length: > 0 } to ? At(to) - 1 : At("2026-09-01");
            foreach (var model in row["model_id_pattern"].Split('|').Where(IsPlain))
            {
                var price = Catalog.For(row["provider"], model).At(at, out var reason);
                compared++;
                if (price is null || !HasRates(price.Rates, row, "") || !HasRates(price.ContextTiers.SingleOrDefault()?.Rates ?? new TokenRates(), row, "long_"))
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
        var (compared, faults) = Compare(Read(ExpectedCosts).Where(row => IsOfTheCatalog(row) && !Differing.ContainsKey(row["id"])), row => row["cache_write_tokens_5m"], row => row["cache_write_tokens_1h"]);

        Assert.Empty(faults);
        Assert.True(compared >= 45, $"only {compared} were compared");
    }

    [SharedDataFact(RealUsages)]
    public void Price_OfEveryRealUsage_IsExact()
    {
        var (compared, faults) = Compare(Read(RealUsages), row => row["cache_write_tokens"], _ => "0");

        Assert.Empty(faults);
        Assert.True(compared >= 300, $"only {compared} were compared");
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

    private static (int Compared, List<string> Faults) Compare(
        IEnumerable<IDictionary<string, string>> rows, Func<IDictionary<string, string>, string> cacheWrite5m, Func<IDictionary<string, string>, string> cacheWrite1h)
    {
        var faults = new List<string>();
        var compared = 0;
        foreach (var row in rows)
        {
            var at = row.TryGetValue("request_time", out var time) && time.Length > 0 ? At(time) : At("2026-06-01");
            if (Catalog.For(row["provider"], row["model"]).At(at, out _) is not { } price)
            {
                continue;
            }

            var usage = new UsageQuantities(
                Tokens(row["total_input_tokens"]), Tokens(row["cache_read_tokens"]), Tokens(cacheWrite5m(row)), Tokens(cacheWrite1h(row)),
                Tokens(row["output_tokens"]), 0, 0, Enum.Parse<ServiceTier>(row.TryGetValue("service_tier", out var tier) ? tier : "standard", ignoreCase: true));
            var reason = PriceCalculator.Price(price, usage, out var cost);
            compared++;
            if (reason != UnpricedReason.None || Money.ToUsd(cost.TotalNanos) != Decimal(row["expected_total_usd"]))
            {
                faults.Add($"{(row.TryGetValue("id", out var id) ? id : "")} {row["provider"]} {row["model"]}: {reason} {Money.ToExactText(cost.TotalNanos)} instead of {row["expected_total_usd"]}");
            }
        }

        return (compared, faults);
    }

    private static bool IsOfTheCatalog(IDictionary<string, string> row) => row["kind"] != "synthetic price" && row["tokenless_extras"].Length == 0;

    /// <summary>What the catalog leaves out, and why: docs/pricing.md, "What is left out".</summary>
    private static bool IsListed(IDictionary<string, string> row) =>
        row["daily_window_utc"].Length == 0
        && row["model"] is not "claude-fable-5-2" and not "claude-sonnet-5-5" and not "claude-haiku-5-5"
        && !row["model"].EndsWith("(seed price)", StringComparison.Ordinal);

    private static bool IsPlain(string pattern) => !pattern.Contains('*', StringComparison.Ordinal) && !pattern.Contains('/', StringComparison.Ordinal);

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
