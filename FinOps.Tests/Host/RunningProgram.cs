using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace FinOps.Tests.Host;

/// <summary>The real program as a process of its own, which can be told to stop or killed and started again on the same data.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly CommandLine program = new();
    private Process? process;
    private string key = "";

    public string Folder => program.Folder;

    public Dictionary<string, string> Variables => program.Variables;

    public Uri Address { get; private set; } = new("http://localhost");

    public HttpClient Caller { get; private set; } = new();

    /// <summary>Starts the console on a free port of this machine, with a key that may do all.</summary>
    public async Task StartAsync(params string[] settings)
    {
        if (key.Length == 0)
        {
            key = (await program.RunAsync("keys", "create", "--name", "test", "--scopes", "ingest,read")).Output.Trim();
        }

        process = program.Start([.. settings, "--urls", "http://127.0.0.1:0", "--environment", "Development", "--Logging:LogLevel:Default=Warning"]);
        _ = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        var line = "";
        while (line is not null && !line.StartsWith("FinOps is ready at ", StringComparison.Ordinal))
        {
            line = await process.StandardOutput.ReadLineAsync(patience.Token);
        }

        Address = new Uri(line!.Split(' ')[^1]);
        _ = process.StandardOutput.ReadToEndAsync();
        Caller.Dispose();
        Caller = NewCaller();
    }

    public HttpClient NewCaller()
    {
        var caller = new HttpClient { BaseAddress = Address, Timeout = Patience };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return caller;
    }

    /// <summary>SIGTERM, as service managers and containers send it.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL: nothing more runs in the process.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process!.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public Task<Run> RunAsync(params string[] args) => program.RunAsync(args);

    /// <summary>Posts usage; the receipt's number of accepted lines.</summary>
    public async Task<long> PostAsync(string lines, CancellationToken cancellation = default)
    {
        using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var answer = await Caller.PostAsync(new Uri("/api/v1/usage", UriKind.Relative), body, cancellation);
        answer.EnsureSuccessStatusCode();
        using var receipt = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        return receipt.RootElement.GetProperty("accepted").GetInt64();
    }

    /// <summary>Requests by user, from the HTTP API.</summary>
    public async Task<Dictionary<string, long>> RequestsByUserAsync()
    {
        using var costs = JsonDocument.Parse(await Caller.GetStringAsync(new Uri("/api/v1/costs?group_by=user&from=2026-10-01&to=2026-11-01", UriKind.Relative)));
        return costs.RootElement.EnumerateArray().ToDictionary(r => r.GetProperty("user").GetString()!, r => r.GetProperty("requests").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        process?.Dispose();
        program.Dispose();
    }
}
