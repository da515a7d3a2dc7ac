using FinOps.Core.Data;
using FinOps.Core.Operations;
using FinOps.Jobs;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Host;

/// <summary>The database answers and has the schema of this program.</summary>
internal sealed class DatabaseCheck(IDbContextFactory<FinOpsDbContext> contexts) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.DataVersions.AsNoTracking().FirstAsync(cancellationToken);
        var missing = (await database.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
        return missing == 0
            ? HealthCheckResult.Healthy("answers, schema up to date")
            : HealthCheckResult.Unhealthy($"{missing} migrations are missing; run: migrate");
    }
}

/// <summary>The program is not about to stop.</summary>
internal sealed class DrainCheck(Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.HasBegun ? HealthCheckResult.Unhealthy("stopping: send new calls elsewhere") : HealthCheckResult.Healthy("serving"));
}

/// <summary>Someone runs jobs: this process, or with a shared queue another one.</summary>
internal sealed class JobsCheck(JobStorage storage, IOptions<JobOptions> jobs, IOptions<DatabaseOptions> database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!jobs.Value.Enabled && database.Value.Provider == DatabaseProvider.Sqlite)
        {
            return Task.FromResult(HealthCheckResult.Healthy("off in this process (Jobs:Enabled)"));
        }

        var since = time.GetUtcNow().UtcDateTime - MostSilence;
        var alive = storage.GetMonitoringApi().Servers().Count(s => s.Heartbeat >= since);
        return Task.FromResult(
            alive > 0 ? HealthCheckResult.Healthy($"{alive} process{(alive == 1 ? "" : "es")} run jobs")
            : jobs.Value.Enabled ? HealthCheckResult.Unhealthy("no process runs jobs")
            : HealthCheckResult.Degraded("no process runs jobs; start a worker"));
    }
}

/// <summary>Logs do not wait too long for their import.</summary>
internal sealed class IngestCheck(IngestQueries ingest, IOptions<HealthOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var state = await ingest.ReadAsync(cancellationToken);
        var text = $"{state.Waiting} waiting, {state.Running} running, lag {state.Lag.TotalSeconds:0} s";
        return state.Lag.TotalSeconds > options.Value.MaxIngestLagSeconds ? HealthCheckResult.Degraded(text) : HealthCheckResult.Healthy(text);
    }
}

/// <summary>There is room to write beside the embedded database.</summary>
internal sealed class DiskCheck(DatabaseDisk disk, IOptions<HealthOptions> options) : IHealthCheck
{
    private const long Mebibyte = 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (disk.FreeBytes is not { } free)
        {
            return Task.FromResult(HealthCheckResult.Healthy("the server's matter"));
        }

        var least = options.Value.MinFreeMegabytes * Mebibyte;
        var text = $"{free / Mebibyte:N0} MiB free, the database takes {disk.SizeBytes / Mebibyte:N0} MiB";
        return Task.FromResult(free < least / 8 ? HealthCheckResult.Unhealthy(text) : free < least ? HealthCheckResult.Degraded(text) : HealthCheckResult.Healthy(text));
    }
}
