using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Tests.Samples;

/// <summary>The public traces cost what docs/traces.md explains; its figures were calculated a second time by other means.</summary>
public sealed class TraceTests
{
    [SharedDataFact("traces/azure-conversations.csv")]
    public async Task AzureConversations_CostWhatTheTourSays()
    {
        await using var database = await SampleDatabase.CreateAsync();
        var file = await database.ImportAsync(SharedData.Find("traces/azure-conversations.csv")!, "azure-conversations");
        var from = new DateTime(2023, 11, 16, 0, 0, 0, DateTimeKind.Utc);

        Assert.Equal((19_366, 0, 0), (file.NewRecords, file.QuarantinedLines, file.UnpricedRecords));
        await AssertLayersAsync(database, from, from.AddDays(1), [("response", 4_088_665, "245.3199"), ("unsplit", 22_361_870, "670.8561")], "916.176");
    }

    [SharedDataFact("traces/coding-agent-sessions.csv")]
    public async Task CodingAgentSessions_CostWhatTheTourSays()
    {
        await using var database = await SampleDatabase.CreateAsync();
        var path = SharedData.Find("traces/coding-agent-sessions.csv")!;
        var file = await database.ImportAsync(path, "coding-agent-sessions");
        var again = await database.ImportAsync(path, "coding-agent-sessions");
        var from = new DateTime(2026, 2, 16, 0, 0, 0, DateTimeKind.Utc);

        Assert.Equal((24_665, 0, 0), (file.NewRecords, file.QuarantinedLines, file.UnpricedRecords));
        Assert.Equal((0, file.Id), (again.NewRecords, again.DuplicateOfId));
        await AssertLayersAsync(
            database,
            from,
            from.AddDays(3),
            [("prompt", 69_510_731, "38.9139338"), ("response", 10_837_727, "248.49151"), ("tool", 287_590_736, "161.4391271"), ("unsplit", 2_756_715_491, "1914.2740799")],
            "2363.1186508");
        var models = await database.CostsAsync(from, from.AddDays(3), CostDimension.Model);
        Assert.Equal(["939.9641181", "807.489076", "335.207118", "229.5265401", "46.194903", "4.7368956"], models.Rows.Select(row => Money.ToExactText(row.Measures.EffectiveCostNanos)));
    }

    private static async Task AssertLayersAsync(SampleDatabase database, DateTime from, DateTime to, (string Layer, long Tokens, string Usd)[] expected, string total)
    {
        var costs = await database.CostsAsync(from, to, CostDimension.Layer);
        var used = costs.Rows.Where(row => row.LayerTokens > 0).OrderBy(row => row.Keys[0], StringComparer.Ordinal);

        Assert.Equal(expected, used.Select(row => (row.Keys[0], row.LayerTokens!.Value, Money.ToExactText(row.LayerCostNanos!.Value))));
        Assert.Equal(total, Money.ToExactText(costs.Total.EffectiveCostNanos));
        var page = await File.ReadAllTextAsync(SampleDatabase.InRepository("docs", "traces.md"));
        Assert.All(expected, row => Assert.Contains(row.Tokens.ToString("N0", CultureInfo.InvariantCulture), page, StringComparison.Ordinal));
        Assert.Contains($"cost {total} USD", page, StringComparison.Ordinal);
    }
}
