using System.Text;
using System.Text.Json;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Questions;
using FinOps.Core.Usage;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Pricing.Questions;

/// <summary>Asks for prices in tests.</summary>
internal static class Desk
{
    public static readonly DateTimeOffset Now = new(2026, 10, 5, 12, 0, 0, TimeSpan.Zero);

    public static PriceDesk Open() => new(Options.Create(new UsageOptions()), new FakeTimeProvider(Now));

    /// <summary>The answers to all questions of a text, in their order, and how many were bad.</summary>
    public static async Task<(List<JsonElement> Answers, long Faults)> AskAsync(PriceSnapshot prices, string questions)
    {
        var (text, faults) = await AskTextAsync(prices, questions, asArray: false);
        return ([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))], faults);
    }

    public static async Task<(string Text, long Faults)> AskTextAsync(PriceSnapshot prices, string questions, bool asArray)
    {
        using var opened = await PriceQuestions.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(questions)), default);
        using var output = new MemoryStream();
        var faults = await Open().AnswerAllAsync(opened!, prices, output, asArray, default);
        return (Encoding.UTF8.GetString(output.ToArray()), faults);
    }

    public static async Task<JsonElement> AskOneAsync(PriceSnapshot prices, string question) => Assert.Single((await AskAsync(prices, question)).Answers);

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();
}
