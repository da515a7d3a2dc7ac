using System.Text.RegularExpressions;
using FinOps.Core.Costs;
using FinOps.Core.Imports;

namespace FinOps.Tests.Samples;

/// <summary>The samples import as their README says.</summary>
public sealed partial class SampleTests
{
    [Fact]
    public async Task Usage_AsNdjson_AndAgainAsCsv_IsTheSameTwelveCalls()
    {
        await using var database = await SampleDatabase.CreateAsync();
        var ndjson = await database.ImportSampleAsync("usage.ndjson");
        var csv = await database.ImportSampleAsync("usage.csv");

        Assert.Equal((ImportState.Done, 12, 0, 0, 1), Outcome(ndjson));
        Assert.Equal((ImportState.Done, 0, 12, 0, 0), Outcome(csv));
    }

    [Fact]
    public async Task Usage_AsCsvAlone_CostsTheSameAsNdjson()
    {
        await using var fromNdjson = await SampleDatabase.CreateAsync();
        await using var fromCsv = await SampleDatabase.CreateAsync();

        var expected = (await fromNdjson.ImportSampleAsync("usage.ndjson")).EffectiveCostNanos;

        Assert.True(expected > 0);
        Assert.Equal(expected, (await fromCsv.ImportSampleAsync("usage.csv")).EffectiveCostNanos);
    }

    [Fact]
    public async Task Usage_FirstCall_CostsWhatItsTokensSay()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.ImportSampleAsync("usage.ndjson");
        var hour = new DateTime(2026, 10, 5, 8, 0, 0, DateTimeKind.Utc);

        var layers = (await database.CostsAsync(hour, hour.AddHours(1), CostDimension.Layer)).Rows.ToDictionary(row => row.Keys[0], row => row.LayerCostNanos);

        // Call 1: 1,800 + 600 + 550 in, 150 out. Call 2: 1,800 prompt cached, 550 of 1,000 memory written, the rest plain; 180 out. Rates 1.00, 0.10, 1.25, 5.00.
        Assert.Equal(1_800_000 + 180_000, layers["prompt"]);
        Assert.Equal(600_000 + 600_000, layers["tool"]);
        Assert.Equal(550_000 + 687_500 + 450_000, layers["memory"]);
        Assert.Equal(750_000 + 900_000, layers["response"]);
    }

    [Fact]
    public async Task September_Gzip_HasEightCallsADay()
    {
        await using var database = await SampleDatabase.CreateAsync();
        var file = await database.ImportSampleAsync("september.ndjson.gz");
        var days = await database.CostsAsync(new DateTime(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc), CostDimension.Day);

        Assert.Equal((ImportState.Done, 240, 0, 0, 0), Outcome(file));
        Assert.Equal(30, days.Rows.Count);
        Assert.All(days.Rows, day => Assert.Equal(8, day.Measures.Requests));
        Assert.Equal(file.EffectiveCostNanos, days.Total.EffectiveCostNanos);
    }

    [Fact]
    public async Task EveryFault_QuarantinesEachBadLineWithItsReason_AndKeepsTheGoodOnes()
    {
        await using var database = await SampleDatabase.CreateAsync();
        var file = await database.ImportSampleAsync("every-fault.ndjson");
        var lines = await database.QuarantineAsync();

        Assert.Equal((ImportState.Done, 3, 1, 26, 0), Outcome(file));
        var readme = Row().Matches(await File.ReadAllTextAsync(SampleDatabase.InRepository("samples", "README.md")))
            .Select(row => (row.Groups["line"].Value, row.Groups["reason"].Value, row.Groups["field"].Value)).ToList();
        Assert.Equal(26, readme.Count);
        Assert.Equal(readme, lines.Select(line => ($"{line.LineNumber}", line.Reason, line.Field)));
    }

    [Fact]
    public async Task LongLine_IsQuarantinedAlone()
    {
        await using var database = await SampleDatabase.CreateAsync();
        var file = await database.ImportSampleAsync("long-line.ndjson.gz");
        var line = Assert.Single(await database.QuarantineAsync());

        Assert.Equal((ImportState.Done, 2, 0, 1, 0), Outcome(file));
        Assert.Equal((2, "line_too_long"), (line.LineNumber, line.Reason));
        Assert.InRange(line.Raw.Length, 1, QuarantinedLine.MaxRawBytes);
    }

    [Fact]
    public async Task EverySample_IsInTheReadme()
    {
        var readme = await File.ReadAllTextAsync(SampleDatabase.InRepository("samples", "README.md"));

        Assert.All(Directory.GetFiles(SampleDatabase.InRepository("samples")).Select(Path.GetFileName).Where(name => name != "README.md"), name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    private static (ImportState State, long New, long Duplicates, long Quarantined, long Unpriced) Outcome(ImportFile file) =>
        (file.State, file.NewRecords, file.DuplicateRecords, file.QuarantinedLines, file.UnpricedRecords);

    [GeneratedRegex(@"^\| (?<line>\d+) \| `(?<reason>[a-z_0-9]+)`[^|]*\| (`(?<field>[a-z_.]+)`)? ?\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
