using System.Globalization;
using System.Text.Json;
using CsvHelper;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FinOps.Tests.Pricing.Questions;

namespace FinOps.Tests.Usage.Readers.Vendor;

/// <summary>Usage objects of real answers: each gives the listed counts, and by the catalog the listed cost.</summary>
public sealed class RealUsageTests
{
    private const string RealUsages = "expected-costs/real-usages.csv";

    /// <summary>Its price entry is empty; nothing says that the model is free, so it stays unpriced.</summary>
    private static readonly string[] Unlisted = ["qwen-3-coder-480b"];

    /// <summary>The table charges its audio tokens as text; the provider lists 40 USD per million for them, as LiteLLM does.</summary>
    private const string AudioAsText = "gpt-4o-audio-preview-2024-12-17";

    [SharedDataFact(RealUsages)]
    public void Counts_OfEveryRealUsage_AreAsListed()
    {
        var faults = new List<string>();
        var rows = Read();
        foreach (var row in rows)
        {
            var (counts, fault, _, _) = VendorUsage.Read(row["provider"], row["api_flavor"], row["raw_usage_json"]);
            var expected = $"{Number(row["total_input_tokens"])} {Number(row["cache_read_tokens"])} {Number(row["cache_write_tokens"])} {Number(row["output_tokens"])} {Number(row["output_reasoning_tokens"])}";

            // The table leaves reasoning out where an embedding has none to charge.
            var actual = $"{counts.Input} {counts.CacheRead} {counts.CacheWrite5m + counts.CacheWrite1h} {counts.Output} {counts.Reasoning}";
            if (fault is not null || actual != expected)
            {
                faults.Add($"{row["provider"]} {row["api_flavor"]} {fault?.Message}: {actual} instead of {expected}: {row["raw_usage_json"]}");
            }
        }

        Assert.Empty(faults);
        Assert.True(rows.Count >= 439, $"only {rows.Count} rows were read");
    }

    /// <summary>The table names no day and leaves search fees out.</summary>
    [SharedDataFact(RealUsages)]
    public async Task Cost_OfEveryRealUsage_IsExact()
    {
        var rows = Read();
        var questions = rows.Select(row => $$"""{"provider":{{Json(row["provider"])}},"api_flavor":{{Json(row["api_flavor"])}},"model":{{Json(row["model"])}},"at":"2026-06-01","usage":{{row["raw_usage_json"]}} }""");

        var (answers, faults) = await Desk.AskAsync(new PriceSnapshot(PriceCatalog.Rows), string.Join('\n', questions));

        Assert.Equal(0, faults);
        var wrong = from pair in rows.Zip(answers)
                    where pair.Second.TryGetProperty("tokens_usd", out var usd)
                        && (Decimal(usd.GetString()!) == Decimal(pair.First["expected_total_usd"])) == (pair.First["model"] == AudioAsText && pair.First["api_flavor"] == "chat")
                    select $"{pair.First["model"]}: {pair.Second} instead of {pair.First["expected_total_usd"]}";
        Assert.Empty(wrong);
        Assert.Equal(Unlisted, rows.Zip(answers).Where(pair => pair.Second.TryGetProperty("unpriced", out _)).Select(pair => pair.First["model"]).Distinct().Order());
    }

    [SharedDataFact(RealUsages)]
    public void Flags_OfRealUsages_AreRaisedOnlyWhereTheObjectGivesCause()
    {
        var flagged = from row in Read()
                      let counts = VendorUsage.Read(row["provider"], row["api_flavor"], row["raw_usage_json"]).Counts
                      where counts.Flags != UsageFlags.None
                      group row by (row["provider"], row["api_flavor"], counts.Flags) into g
                      select g.Key;

        Assert.Equal(
            [
                // An advisor's and a compaction's calls stand beside the totals.
                ("anthropic", "default", UsageFlags.SideCalls),

                // The flavor says Anthropic, the object is OpenAI's.
                ("aws", "anthropic", UsageFlags.UnreadCounts),

                // Answers of chat models, read as embeddings.
                ("openai", "embeddings", UsageFlags.TotalMismatch | UsageFlags.UnreadCounts),
            ],
            flagged.Order());
    }

    private static string Json(string text) => JsonSerializer.Serialize(text);

    private static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Number(string text) => text.Length == 0 ? "0" : text;

    private static List<IDictionary<string, string>> Read()
    {
        using var csv = new CsvReader(new StreamReader(SharedData.Find(RealUsages)!), CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<dynamic>().Select(r => ((IDictionary<string, object>)r).ToDictionary(c => c.Key, c => (string)c.Value)).Cast<IDictionary<string, string>>()];
    }
}
