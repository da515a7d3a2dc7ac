using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace FinOps.Tests.Host;

/// <summary>What the real program writes while people send it secrets.</summary>
public sealed partial class LogTests : IDisposable
{
    private const string Secret = "S3cr3tW0rd";
    private readonly CommandLine program = new();

    [Fact]
    public async Task Log_OfCallsWithSecretsAndLineBreaks_HoldsNeither()
    {
        var key = (await program.RunAsync("keys", "create", "--name", "log-test", "--scopes", "ingest,read")).Output.Trim();
        using var server = program.Start("--urls", "http://127.0.0.1:0", "--environment", "Development", "--Logging:LogLevel:Default=Debug");
        var lines = new List<string>();
        var ready = new TaskCompletionSource<Uri>();
        server.OutputDataReceived += (_, e) => Take(e.Data);
        server.ErrorDataReceived += (_, e) => Take(e.Data);
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        using (var caller = new HttpClient { BaseAddress = await ready.Task.WaitAsync(TimeSpan.FromMinutes(2)) })
        {
            await SendSecretsAsync(caller, key);
        }

        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        lock (lines)
        {
            Assert.Contains(lines, l => l.Contains("Import of log-test", StringComparison.Ordinal)); // something was logged at all
            Assert.DoesNotContain(lines, l => l.Contains(Secret, StringComparison.Ordinal) || l.Contains(key[13..], StringComparison.Ordinal));
            Assert.All(lines.Where(l => l.Length > 0 && !l.StartsWith("FinOps is ready", StringComparison.Ordinal)), l => Assert.Matches(Start(), l));
        }

        void Take(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (lines)
            {
                lines.Add(line);
            }

            if (line.StartsWith("FinOps is ready at ", StringComparison.Ordinal))
            {
                ready.TrySetResult(new Uri(line["FinOps is ready at ".Length..]));
            }
        }
    }

    public void Dispose() => program.Dispose();

    private static async Task SendSecretsAsync(HttpClient caller, string key)
    {
        var wrong = $"lfk_0123abcd_{Secret}{Secret}{Secret}";
        foreach (var (path, body, shown) in new[]
        {
            ("/api/v1/usage", $$"""{"timestamp":"now\n{{Secret}}","prompt":"{{Secret}}","request_id":"{{Secret}}"}""" + "\nbroken " + Secret + "\n", key),
            ("/api/v1/usage", "\0\u0001" + Secret, key),
            ("/api/v1/usage", "\u001f\u008b\u0008" + Secret, key), // the start of a packed log
            ("/api/v1/price", $$"""{"provider":"{{Secret}}\n2026-01-01T00:00:00.000Z fail forged: line","model":"{{Secret}}","usage":{"prompt":"{{Secret}}"} }""", key),
            ("/api/v1/price", "{" + Secret, key),
            ("/api/v1/usage", "{}", wrong),
            ("/sign-in/local", $"role={Secret}&password={Secret}", wrong),
            ($"/{Secret}?password={Secret}%0A{Secret}", Secret, wrong),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shown);
            request.Headers.Add("Cookie", $"finops={Secret}; finops-form={Secret}");
            using var answer = await caller.SendAsync(request);
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        }
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z (trce|dbug|info|warn|fail|crit) [A-Za-z]")]
    private static partial Regex Start();
}
