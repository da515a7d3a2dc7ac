using System.Text.Json;
using FinOps.Tests.Pricing.Questions;

namespace FinOps.Tests.Host;

public sealed class PriceCommandTests : IDisposable
{
    private const string Question = """{"provider":"openai","model":"gpt-4o","at":"2026-10-05","usage":{"prompt_tokens":1000,"completion_tokens":100}}""";
    private readonly CommandLine program = new();

    [Fact]
    public async Task Price_WithoutADatabase_AnswersByTheBuiltInPrices_AndCreatesNone()
    {
        var run = await program.RunAsync("price", program.Write("one.json", Question.Replace(",", ",\n", StringComparison.Ordinal)));

        Assert.Equal(0, run.ExitCode);
        var answer = JsonSerializer.Deserialize<JsonElement>(run.Output);
        Assert.Equal("0.0035", answer.Text("total_usd"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("price").GetProperty("id").ValueKind);
        Assert.Contains("built-in prices", run.Errors);
        Assert.Equal(["one.json"], Directory.GetFileSystemEntries(program.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Price_WithADatabase_AnswersByItsPrices()
    {
        await program.RunAsync("migrate");

        var run = await program.RunAsync("price", program.Write("one.json", Question));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.True(JsonSerializer.Deserialize<JsonElement>(run.Output).GetProperty("price").GetProperty("id").GetInt32() > 0);
    }

    [Fact]
    public async Task Price_OfStandardInputWithABadLine_AnswersAllAndEnds1()
    {
        using var process = program.Start("price", "-");
        await process.StandardInput.WriteAsync($"{Question}\n{{broken\n{Question}\n");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Equal([true, false, true], output.Trim().Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line).TryGetProperty("total_usd", out _)));
    }

    public void Dispose() => program.Dispose();
}
