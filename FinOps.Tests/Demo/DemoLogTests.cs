using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinOps.Core.Data;
using FinOps.Core.Demo;

namespace FinOps.Tests.Demo;

public sealed class DemoLogTests
{
    private static readonly long Friday = Instants.ToMicros(new DateTime(2026, 11, 20, 18, 0, 0, DateTimeKind.Utc));
    private static readonly Lazy<Task<List<JsonElement>>> Log = new(() => LinesAsync(DemoStory.EndingAt(Friday), 0, Friday));

    [Fact]
    public async Task Log_SameSeedAndEnd_IsTheSameToTheByte()
    {
        var story = new DemoStory(7, Instants.ToDay(Friday) - 9);

        Assert.Equal(await HashAsync(story, Friday), await HashAsync(story, Friday));
    }

    [Fact]
    public async Task Log_OtherSeed_TellsOtherFigures()
    {
        var day = Instants.ToDay(Friday) - 2;

        Assert.NotEqual(await HashAsync(new DemoStory(7, day), Friday), await HashAsync(new DemoStory(8, day), Friday));
    }

    [Fact]
    public async Task Log_EndsLater_BeginsWithTheShorterLogsCalls()
    {
        var story = DemoStory.EndingAt(Friday);
        var before = await LinesAsync(story, 57, Friday);
        var after = await LinesAsync(story, 57, Friday + (30 * Instants.MicrosPerHour));

        Assert.True(after.Count > before.Count);
        Assert.Subset(after.Select(line => line.GetRawText()).ToHashSet(), before.Select(line => line.GetRawText()).ToHashSet());
    }

    [Fact]
    public async Task Log_Whole_HasTheSizeAndTheCastOfTheStory()
    {
        var log = await Log.Value;

        Assert.InRange(log.Count, 150_000, 250_000);
        Assert.Equal(log.Count, log.Select(line => Text(line, "request_id")).Distinct().Count());
        Assert.Equal(40, log.Select(line => Text(line, "tenant_id")).Where(key => key != "").Distinct().Count());
        Assert.Equal(12, log.Select(line => Text(line, "feature_id")).Where(key => key != "").Distinct().Count());
        Assert.Equal(60, log.Select(Day).Distinct().Count());
        Assert.All(log, line => Assert.True(Text(line, "tenant_id") == "" || Text(line, "tenant_id").StartsWith(DemoTenant.KeyPrefix, StringComparison.Ordinal)));
        Assert.All(log, line => Assert.True(string.CompareOrdinal(Text(line, "timestamp"), "2026-11-20T18:00:00.000Z") < 0));
    }

    [Fact]
    public async Task Log_EachLine_IsSoundUsage()
    {
        foreach (var line in await Log.Value)
        {
            var input = Count(line, "input_tokens");
            Assert.InRange(Count(line, "cached_input_tokens") + Count(line, "cache_write_tokens") + Count(line, "cache_write_1h_tokens"), 0, input);
            Assert.InRange(Count(line, "reasoning_tokens"), 0, Count(line, "output_tokens"));
            if (line.TryGetProperty("layers", out var layers))
            {
                Assert.Equal(input, Count(layers, "prompt_tokens") + Count(layers, "tool_tokens") + Count(layers, "memory_tokens"));
                Assert.Equal(Count(line, "output_tokens"), Count(layers, "response_tokens"));
            }
        }
    }

    [Fact]
    public async Task Log_Usage_IsSkewedGrowsAndRestsAtWeekends()
    {
        var log = await Log.Value;
        var tenants = log.GroupBy(line => Text(line, "tenant_id")).Select(group => group.Count()).OrderDescending().ToList();
        var days = log.GroupBy(Day).ToDictionary(group => DateOnly.Parse(group.Key), group => group.Count());
        var weekdays = days.Where(day => day.Key.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).OrderBy(day => day.Key).Select(day => (double)day.Value).ToList();

        Assert.True(tenants.Take(4).Sum() > 0.5 * log.Count);
        Assert.True(days.Where(day => day.Key.DayOfWeek == DayOfWeek.Sunday).Average(day => day.Value) < 0.5 * weekdays.Average());
        Assert.True(weekdays.Skip(30).Take(10).Average() > 1.15 * weekdays.Take(10).Average());
    }

    [Fact]
    public async Task Log_FreemiumTenant_HasAThousandSmallUsers()
    {
        var users = (await Log.Value).Where(line => Text(line, "tenant_id") == "demo-paperlark" && Text(line, "user_id") != "")
            .GroupBy(line => Text(line, "user_id")).Select(group => group.Count()).ToList();

        Assert.True(users.Count > 1_000);
        Assert.True(users.Max() < 0.02 * users.Sum());
    }

    [Fact]
    public async Task Log_AbusiveTenant_UsesTenTimesItsTokensInTheEnd()
    {
        var end = DemoStory.EndingAt(Friday).StartMicros + (DemoStory.Days * Instants.MicrosPerDay);
        var days = (await LinesAsync(DemoStory.EndingAt(Friday), 0, end)).Where(line => Text(line, "tenant_id") == "demo-copperjay")
            .GroupBy(Day).OrderBy(group => group.Key).Select(group => (double)group.Sum(line => Count(line, "input_tokens"))).ToList();
        var usual = days.Take(DemoStory.AbuseFromDay).Average();

        Assert.All(days.Skip(DemoStory.AbuseFromDay), tokens => Assert.InRange(tokens / usual, 6, 25));
    }

    [Fact]
    public async Task Log_ThreadSummaries_MoveToADearerModelOnce()
    {
        var models = (await Log.Value).Where(line => Text(line, "feature_id") == DemoFeature.ThreadSummary && Text(line, "parent_request_id") == "")
            .GroupBy(line => Text(line, "model")).ToDictionary(group => group.Key, group => (First: group.Min(Day), Last: group.Max(Day)));

        Assert.Equal(["gpt-5.4-mini", "gpt-5.5"], models.Keys.Order());
        Assert.True(string.CompareOrdinal(models["gpt-5.4-mini"].Last, models["gpt-5.5"].First) <= 0);
    }

    [Fact]
    public async Task Log_FailedAttempts_AreFollowedByACallThatNamesThem()
    {
        var log = await Log.Value;
        var statuses = log.GroupBy(line => Text(line, "status")).ToDictionary(group => group.Key, group => group.Count());
        var byId = log.ToDictionary(line => Text(line, "request_id"));
        var children = log.Where(line => Text(line, "parent_request_id") != "").ToList();

        Assert.Equal(["error", "fallback", "retry", "success", "timeout"], statuses.Keys.Order());
        Assert.InRange(statuses["success"], 0.95 * log.Count, 0.99 * log.Count);
        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.Contains(Text(byId[Text(child, "parent_request_id")], "status"), new[] { "retry", "fallback", "timeout" }));
    }

    [Fact]
    public async Task Log_SomeCalls_AreUnsplitUnattributedOrUnknownToThePriceBook()
    {
        var log = await Log.Value;

        Assert.InRange(Share(log, line => !line.TryGetProperty("layers", out _)), 0.03, 0.15);
        Assert.InRange(Share(log, line => Text(line, "tenant_id") == "" || Text(line, "feature_id") == ""), 0.002, 0.02);
        Assert.InRange(Share(log, line => Text(line, "model") == DemoModel.SafetyScreen.Name), 0.001, 0.05);
        Assert.InRange(Share(log, line => line.TryGetProperty("cost_usd", out _)), 0.1, 0.6);
        Assert.Contains(log, line => line.TryGetProperty("batch", out var batch) && batch.GetBoolean() && Text(line, "request_origin") == "scheduled");
        Assert.Contains(log, line => Text(line, "environment") == "staging");
        Assert.Contains(log, line => Text(line, "agent_run_id") != "" && Text(line, "workflow_step") == "plan");
    }

    private static double Share(List<JsonElement> log, Func<JsonElement, bool> predicate) => log.Count(predicate) / (double)log.Count;

    private static string Day(JsonElement line) => Text(line, "timestamp")[..10];

    private static string Text(JsonElement line, string field) => line.TryGetProperty(field, out var value) ? value.GetString()! : "";

    private static int Count(JsonElement line, string field) => line.TryGetProperty(field, out var value) ? value.GetInt32() : 0;

    private static async Task<string> HashAsync(DemoStory story, long end)
    {
        using var stream = new MemoryStream();
        await DemoLog.WriteAsync(stream, story, 0, end, null, CancellationToken.None);
        Assert.True(stream.Length > 0);
        return Convert.ToHexString(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    private static async Task<List<JsonElement>> LinesAsync(DemoStory story, int fromDay, long end)
    {
        using var stream = new MemoryStream();
        var lines = await DemoLog.WriteAsync(stream, story, fromDay, end, null, CancellationToken.None);
        var parsed = Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal(lines, parsed.Count);
        return parsed;
    }
}
