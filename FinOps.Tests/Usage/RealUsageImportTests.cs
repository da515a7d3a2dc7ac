using System.Globalization;
using System.Text.Json;
using CsvHelper;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using FinOps.Tests.Samples;

namespace FinOps.Tests.Usage;

/// <summary>Real answers of nine providers, imported as they were returned.</summary>
public sealed class RealUsageImportTests
{
    private const string RealUsages = "expected-costs/real-usages.csv";

    /// <summary>Rows that the catalog contradicts, by the reason given with the prices: the audio rate, and an empty price entry.</summary>
    private static readonly string[] Contradicted = ["gpt-4o-audio-preview-2024-12-17", "qwen-3-coder-480b"];

    [SharedDataFact(RealUsages)]
    public async Task Import_OfEveryRealUsage_StoresTheListedTokensAndCost()
    {
        var rows = Read();
        var path = Path.Combine(Directory.CreateTempSubdirectory("finops-real-").FullName, "real.ndjson");
        await File.WriteAllLinesAsync(path, rows.Select((row, i) =>
            $$"""{"timestamp":"2026-06-01T00:00:00Z","request_id":"r{{i}}","tenant_id":"t","feature_id":"f","provider":"{{row["provider"]}}","api_flavor":"{{row["api_flavor"]}}","model":{{JsonSerializer.Serialize(row["model"])}},"usage":{{row["raw_usage_json"]}} }"""));
        await using var database = await SampleDatabase.CreateAsync();

        var file = await database.ImportAsync(path, null);

        Assert.Equal(((long)rows.Count, 0L), (file.NewRecords, file.QuarantinedLines));
        var records = (await database.RecordsAsync()).ToDictionary(r => r.RequestId!);
        var wrong = from i in Enumerable.Range(0, rows.Count)
                    let row = rows[i]
                    let record = records[$"r{i}"]
                    where !Contradicted.Contains(row["model"])
                    let said = $"{row["total_input_tokens"]} {row["output_tokens"]} {Number(row["expected_total_usd"])}"
                    let stored = $"{record.InputTokens} {record.OutputTokens} {Number(Money.ToExactText(TokensOf(record)))}"
                    where said != stored
                    select $"{row["provider"]} {row["model"]}: {stored} instead of {said}";
        Assert.Empty(wrong);
        Assert.Equal(file.EffectiveCostNanos, records.Values.Sum(r => r.EffectiveCostNanos));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    /// <summary>The table leaves fees out.</summary>
    private static long TokensOf(UsageRecord record) => record.EffectiveCostNanos - record.FeeCostNanos;

    private static string Number(string text) =>
        decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.############", CultureInfo.InvariantCulture);

    private static List<Dictionary<string, string>> Read()
    {
        using var csv = new CsvReader(new StreamReader(SharedData.Find(RealUsages)!), CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<dynamic>().Select(r => ((IDictionary<string, object>)r).ToDictionary(c => c.Key, c => (string)c.Value))];
    }
}
