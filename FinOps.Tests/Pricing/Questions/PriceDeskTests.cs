using System.Text.Json;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Questions;
using FinOps.Tests.Samples;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing.Questions;

public sealed class PriceDeskTests
{
    private static readonly PriceSnapshot Prices = new([Model()]);

    [Fact]
    public async Task Answer_ListsExclusiveBucketsThatSumToTheTotal()
    {
        var answer = await Desk.AskOneAsync(Prices, """{"provider":"acme","model":"m-1","usage":{"input_tokens":1000,"cached_input_tokens":400,"cache_write_tokens":100,"output_tokens":10,"search_requests":2}}""");

        Assert.Equal(
            ["input 500 3 0.0015", "cache_read 400 0.3 0.00012", "cache_write_5m 100 3.75 0.000375", "output 10 15 0.00015", "search 0 10 0.02"],
            answer.GetProperty("buckets").EnumerateArray().Select(b => $"{b.Text("bucket")} {b.GetProperty("tokens")} {(b.TryGetProperty("rate_usd_per_1m", out var rate) ? rate : b.GetProperty("rate_usd_per_1k"))} {b.Text("cost_usd")}"));
        Assert.Equal(("0.022145", "0.002145", "0.02", "USD"), (answer.Text("total_usd"), answer.Text("tokens_usd"), answer.Text("fees_usd"), answer.Text("currency")));
        Assert.Equal(("canonical", "standard"), (answer.Text("rule"), answer.Text("service_tier")));
        Assert.Equal("2026-10-05T12:00:00Z", answer.Text("at"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("context_tier").ValueKind);
        Assert.Equal("m-1", answer.GetProperty("price").Text("model_pattern"));
    }

    [Theory]
    [InlineData("""{"provider":"acme","model":"m-1","input_tokens":1000,"cached_input_tokens":400,"output_tokens":10}""")]
    [InlineData("""{"provider":"acme","model":"m-1","usage":{"input_tokens":1000,"cached_input_tokens":400,"output_tokens":10}}""")]
    [InlineData("""{"provider":"acme","model":"m-1","api_flavor":"chat","usage":{"prompt_tokens":1000,"prompt_tokens_details":{"cached_tokens":400},"completion_tokens":10}}""")]
    [InlineData("""{"provider":"acme","model":"m-1","usage":{"input_tokens":600,"cache_read_input_tokens":400,"output_tokens":10}}""")]
    [InlineData("""{"provider":"acme","model":"m-1","usage":{"inputTokens":600,"cacheReadInputTokens":400,"outputTokens":10}}""")]
    [InlineData("""{"provider":"acme","model":"m-1","usage":{"promptTokenCount":1000,"cachedContentTokenCount":400,"candidatesTokenCount":10}}""")]
    [InlineData("""{"timestamp":"2026-10-05T00:00:00Z","provider":"acme","model":"m-1","tenant_id":"t","tags":{"a":1},"layers":{"tool_tokens":7},"input_tokens":1000,"cached_input_tokens":400,"output_tokens":10}""")]
    public async Task Answer_ToOneCallInAnyForm_IsTheSameCost(string question)
    {
        var answer = await Desk.AskOneAsync(Prices, question);

        Assert.Equal("0.00207", answer.Text("total_usd"));
        Assert.Empty(answer.GetProperty("flags").EnumerateArray());
    }

    [Fact]
    public async Task Answer_ToACallBeyondWhatAnAmountCanHold_SaysSo()
    {
        var absurd = Model();
        absurd.Rates.OutputPer1M = long.MaxValue;

        var answer = await Desk.AskOneAsync(new PriceSnapshot([absurd]), """{"provider":"acme","model":"m-1","input_tokens":10,"output_tokens":100000000}""");

        Assert.Equal("cost_too_large", answer.Text("unpriced"));
        Assert.Contains("9.2 billion USD", answer.Text("message")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"at\":\"2026-10-04\",", "2026-10-04T00:00:00Z")]
    [InlineData("\"at\":\"2026-10-04T18:00Z\",", "2026-10-04T18:00:00Z")]
    [InlineData("\"at\":\"2026-10-04T18:00:00.123456+02:00\",", "2026-10-04T16:00:00.123456Z")]
    [InlineData("\"at\":1791100800,", "2026-10-04T08:00:00Z")]
    [InlineData("\"at\":null,", "2026-10-05T12:00:00Z")]
    public async Task Time_InAnyForm_IsHeard(string at, string expected)
    {
        var answer = await Desk.AskOneAsync(Prices, $$"""{{{at}}"provider":"acme","model":"m-1","input_tokens":1,"output_tokens":1}""");

        Assert.Equal(expected, answer.Text("at"));
    }

    [Fact]
    public async Task Answer_PastAThresholdOnBatch_NamesBoth()
    {
        var answer = await Desk.AskOneAsync(Prices, """{"provider":"acme","model":"m-1","service_tier":"batch","input_tokens":200001,"output_tokens":2}""");

        Assert.Equal("0.6000255", answer.Text("total_usd"));
        Assert.Equal((200_000, false), (answer.GetProperty("context_tier").GetProperty("threshold").GetInt32(), answer.GetProperty("context_tier").GetProperty("inclusive").GetBoolean()));
        Assert.Equal("batch", answer.Text("service_tier"));
        Assert.NotEmpty(answer.GetProperty("notes").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"provider":"acme","model":"m-2","input_tokens":1,"output_tokens":1}""", "unknown_model")]
    [InlineData("""{"provider":"acme","model":"m-1","at":"1999-01-01","input_tokens":1,"output_tokens":1}""", "no_price_at_time")]
    [InlineData("""{"provider":"acme","model":"m-1","service_tier":"fast","input_tokens":1,"output_tokens":1}""", "no_rate_for_bucket")]
    [InlineData("""{"provider":"acme","model":"m-1","usage":null}""", "no_usage")]
    public async Task Answer_WithoutAPrice_SaysWhyAndWhatToDo(string question, string reason)
    {
        var answer = await Desk.AskOneAsync(Prices, question);

        Assert.Equal(reason, answer.Text("unpriced"));
        Assert.NotEmpty(answer.Text("message")!);
        Assert.NotEmpty(answer.Text("cure")!);
        Assert.False(answer.TryGetProperty("total_usd", out _));
    }

    [Fact]
    public async Task Answers_KeepTheOrder_AndABadQuestionStopsNothing()
    {
        const string good = """{"provider":"acme","model":"m-1","input_tokens":1000,"output_tokens":1}""";
        string[] questions = [good, "{broken", "[1]", """{"model":"m-1","input_tokens":1,"output_tokens":1}""", "", new string('x', 1_100_000), """{"provider":"acme","model":"m-1"}""", """{"provider":"acme","model":"m-1","usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":2}}}""", """{"provider":"acme","model":"m-1","at":"soon","input_tokens":1,"output_tokens":1}""", good];

        var (answers, faults) = await Desk.AskAsync(Prices, string.Join('\n', questions));

        Assert.Equal(7, faults);
        Assert.Equal(
            ["0.003015", "2  broken_json", "3  not_an_object", "4 provider missing_field", "6  line_too_long", "7 input_tokens missing_field", "8 usage.prompt_tokens_details.cached_tokens negative_bucket", "9 at unknown_time", "0.003015"],
            answers.Select(a => a.TryGetProperty("error", out var e) ? $"{e.GetProperty("line")} {e.Text("field")} {e.Text("reason")}" : a.Text("total_usd")));
    }

    [Fact]
    public async Task Answers_ToAnArray_AreAnArrayWithOneLineEach()
    {
        const string good = """{"provider":"acme","model":"m-1","input_tokens":1000,"output_tokens":1}""";

        var (text, faults) = await Desk.AskTextAsync(Prices, $"[\n{good},\n7, {good}]", asArray: true);

        Assert.Equal(1, faults);
        Assert.Equal(["0.003015", "error", "0.003015"], JsonSerializer.Deserialize<JsonElement>(text).EnumerateArray().Select(a => a.TryGetProperty("error", out _) ? "error" : a.Text("total_usd")));
        Assert.Equal(5, text.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Answers_ToManyQuestions_AreOneEach()
    {
        var questions = Enumerable.Range(1, 12_345).Select(i => $$"""{"provider":"acme","model":"m-1","input_tokens":{{i}},"output_tokens":0}""");

        var (answers, faults) = await Desk.AskAsync(Prices, string.Join('\n', questions));

        Assert.Equal((12_345, 0), (answers.Count, faults));
        Assert.Equal(Enumerable.Range(1, 12_345), answers.Select(a => a.GetProperty("usage").GetProperty("input_tokens").GetInt32()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Answers_ToDamagedQuestions_AreStillOneEach(int seed)
    {
        var random = new Random(seed);
        var samples = (await File.ReadAllTextAsync(SampleDatabase.InRepository("samples", "price-questions.ndjson"))).Trim().Split('\n');
        const string bytes = "{}[]\",:0123456789-.eEx\\u\0\t ";
        var damaged = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var line = samples[random.Next(samples.Length)].ToCharArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                line[random.Next(1, line.Length)] = bytes[random.Next(bytes.Length)];
            }

            return new string(line);
        });

        var (answers, faults) = await Desk.AskAsync(new PriceSnapshot(PriceCatalog.Rows), string.Join('\n', damaged));

        Assert.Equal(20_000, answers.Count);
        Assert.InRange(faults, 1_000, 19_999);
        Assert.DoesNotContain(answers, a => a.TryGetProperty("total_usd", out var usd) && usd.GetString()!.StartsWith('-'));
    }

    [Theory]
    [InlineData("{\n  \"provider\": \"acme\",\n  \"model\": \"m-1\"\n}\n", PriceQuestionForm.One)]
    [InlineData("\uFEFF{\"a\":1}", PriceQuestionForm.One)]
    [InlineData("{\"a\":1", PriceQuestionForm.One)]
    [InlineData("{\"a\":1}\n{\"a\":2}", PriceQuestionForm.Lines)]
    [InlineData("{\"a\":1\n{\"a\":2}", PriceQuestionForm.Lines)]
    [InlineData(" [{\"a\":1}]", PriceQuestionForm.Array)]
    public async Task Form_OfQuestions_IsToldByContent(string text, PriceQuestionForm expected)
    {
        using var questions = await PriceQuestions.OpenAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), default);

        Assert.Equal(expected, questions!.Form);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n ")]
    public async Task Form_OfNothing_IsNone(string text) =>
        Assert.Null(await PriceQuestions.OpenAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), default));

    [Fact]
    public async Task Answer_NotesWhatItDidNotUnderstand()
    {
        var answer = await Desk.AskOneAsync(Prices, """{"provider":"acme","model":"m-1","service_tier":"gold","hostscope":"eu","usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":9}}""");

        var notes = string.Join(' ', answer.GetProperty("notes").EnumerateArray());
        Assert.Contains("gold", notes);
        Assert.Contains("hostscope", notes);
        Assert.Equal(["total_mismatch"], answer.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
    }

    /// <summary>Reasoning has a rate of its own there, and citations that of the input.</summary>
    [Fact]
    public async Task Answer_OfDeepResearch_ChargesEachClassOnce()
    {
        var answer = await Desk.AskOneAsync(
            new PriceSnapshot(PriceCatalog.Rows),
            """{"provider":"perplexity","model":"sonar-deep-research","at":"2026-06-01","usage":{"prompt_tokens":0,"completion_tokens":65,"reasoning_tokens":25,"citation_tokens":10,"total_tokens":65}}""");

        Assert.Equal("0.000615", answer.Text("tokens_usd"));
    }

    [Fact]
    public async Task Sample_OfQuestions_IsAnsweredByTheCatalog()
    {
        var questions = await File.ReadAllTextAsync(SampleDatabase.InRepository("samples", "price-questions.ndjson"));

        var (answers, faults) = await Desk.AskAsync(new PriceSnapshot(PriceCatalog.Rows), questions);

        Assert.Equal(1, faults);
        Assert.Equal(
            ["0.0156315", "1.3875", "0.0002701", "0.0015", "no_usage", "unknown_model", "negative_bucket"],
            answers.Select(a => a.TryGetProperty("total_usd", out var usd) ? usd.GetString() : a.TryGetProperty("unpriced", out var why) ? why.GetString() : a.GetProperty("error").Text("reason")));
    }

    private static Price Model()
    {
        var row = Row("m-1", provider: "acme");
        row.Rates = Rates(3m, 15m, cacheRead: 0.3m, cacheWrite5m: 3.75m);
        row.ContextTiers = [new ContextTier { Threshold = 200_000, Rates = Rates(6m, 22.5m) }];
        row.BatchFactorPpm = 500_000;
        row.SearchPer1K = 10_000_000_000;
        return row;
    }
}
