using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinOps.Core.Data;
using FinOps.Core.Demo;

namespace FinOps.Tests.Demo;

public sealed class DemoLogTests
{
    private static readonly long Friday = Instants.ToMicros(new DateTime(2026, 11, 20, 18, 0, 0, DateTimeKind.Utc));

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
    public async Task Log_EachLine_IsSoundUsage()
    {
        foreach (var line in await LinesAsync(DemoStory.EndingAt(Friday), 56, Friday))
        {
            Assert.True(string.CompareOrdinal(Text(line, "timestamp"), "2026-11-20T18:00:00.000Z") < 0);
            Assert.StartsWith("demo-", Text(line, "request_id"), StringComparison.Ordinal);
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
