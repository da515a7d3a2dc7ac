using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace FinOps.Bench;

/// <summary>Gateways: posts of a hundred records at an even pace, each repeated until it is acknowledged, and a probe that waits until its record shows.</summary>
internal sealed class MixedSenders(MixedPlan plan, string key, MixedPages pages)
{
    private static readonly string[] Models = ["gpt-4o", "gpt-5", "gpt-4o-mini", "o3"];
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    /// <summary>Answers that were not 200 while the program should have served.</summary>
    private readonly ConcurrentQueue<string> faults = new();

    private readonly ConcurrentQueue<double> lags = new();
    private readonly ConcurrentQueue<double> posts = new();
    private int acknowledged;
    private int next;

    /// <summary>True while the program is down on purpose: what fails then is no error.</summary>
    public bool IsDown { get; set; }

    public int Acknowledged => acknowledged;

    public IReadOnlyCollection<string> Faults => faults;

    public IReadOnlyList<double> LagMs => [.. lags.Order()];

    public IReadOnlyList<double> PostMs => [.. posts.Order()];

    /// <summary>Posts until it is stopped; what is due while the program is down is sent behind it.</summary>
    public Task SendAsync(CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var perSecond = plan.RecordsPerSecond / (double)MixedPlan.RecordsPerPost;
        return Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () =>
            {
                using var caller = NewCaller();
                while (!stop.IsCancellationRequested)
                {
                    var batch = Interlocked.Increment(ref next) - 1;
                    var due = TimeSpan.FromSeconds(batch / perSecond) - clock.Elapsed;
                    if (due > TimeSpan.Zero)
                    {
                        await Task.Delay(due, CancellationToken.None);
                    }

                    await PostAsync(caller, Batch(batch), posts);
                    Interlocked.Increment(ref acknowledged);
                }
            },
            CancellationToken.None)));
    }

    /// <summary>Posts one record after the other and measures how long after the post it shows in the costs.</summary>
    public async Task ProbeAsync(CancellationToken stop)
    {
        using var caller = NewCaller();
        var ask = new Uri($"/api/v1/costs?group_by=tenant&tenant=probe&from={TimeProvider.System.GetUtcNow().AddDays(-1):yyyy-MM-dd}", UriKind.Relative);
        for (var sent = 1; !stop.IsCancellationRequested; sent++)
        {
            var started = Stopwatch.GetTimestamp();
            pages.Expect(sent);
            var wasDown = await PostAsync(caller, Line("probe", "probe", $"probe-{sent}", 0), null);
            while (await SeenAsync(caller, ask) < sent)
            {
                await Task.Delay(5, CancellationToken.None);
            }

            if (!wasDown && !IsDown)
            {
                lags.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            await Task.Delay(Again, CancellationToken.None);
        }
    }

    private HttpClient NewCaller()
    {
        var caller = new HttpClient { BaseAddress = plan.Address };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return caller;
    }

    /// <summary>Repeats a post until it is acknowledged; true when the program was down meanwhile.</summary>
    private async Task<bool> PostAsync(HttpClient caller, string lines, ConcurrentQueue<double>? took)
    {
        for (var wasDown = false; ; wasDown = true)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
                using var answer = await caller.PostAsync(new Uri("/api/v1/usage", UriKind.Relative), body);
                if (answer.IsSuccessStatusCode)
                {
                    took?.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    return wasDown;
                }

                Note($"POST answered {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                Note($"POST failed: {fault.Message}");
            }

            await Task.Delay(Again);
        }
    }

    private async Task<long> SeenAsync(HttpClient caller, Uri ask)
    {
        try
        {
            using var answer = JsonDocument.Parse(await caller.GetStringAsync(ask));
            return answer.RootElement.EnumerateArray().Sum(r => r.GetProperty("requests").GetInt64());
        }
        catch (HttpRequestException fault)
        {
            Note($"GET failed: {fault.Message}");
            await Task.Delay(Again);
            return -1;
        }
    }

    private void Note(string fault)
    {
        if (!IsDown)
        {
            faults.Enqueue(fault);
        }
    }

    private static string Batch(int batch) =>
        string.Concat(Enumerable.Range(0, MixedPlan.RecordsPerPost).Select(i => Line($"tenant-{(batch + i) % 50:00}", $"user-{(batch * 7 + i) % 500:000}", $"b{batch}-{i}", i)));

    private static string Line(string tenant, string user, string id, int i) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"timestamp":"{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}}","request_id":"{{id}}","tenant_id":"{{tenant}}","feature_id":"feature-{{i % 10}}","user_id":"{{user}}","provider":"openai","model":"{{Models[i % 4]}}","environment":"prod","input_tokens":{{1000 + i}},"cached_input_tokens":{{i * 5}},"output_tokens":{{100 + i}},"latency_ms":{{200 + (i * 13)}},"status":"success"}""") + "\n";
}
