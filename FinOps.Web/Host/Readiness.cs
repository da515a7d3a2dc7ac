using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinOps.Web.Host;

/// <summary>Asks all checks at most once a second, however many ask: anyone may call it, and the database must not pay for that.</summary>
public sealed class Readiness(HealthCheckService checks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim asking = new(1, 1);
    private HealthReport? last;
    private long lastAt;

    public async Task<HealthReport> ReadAsync(CancellationToken cancellation)
    {
        await asking.WaitAsync(cancellation);
        try
        {
            if (last is null || time.GetElapsedTime(lastAt) > Fresh)
            {
                using var patience = new CancellationTokenSource(Patience, time);
                last = await checks.CheckHealthAsync(patience.Token);
                lastAt = time.GetTimestamp();
            }

            return last;
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose() => asking.Dispose();
}
