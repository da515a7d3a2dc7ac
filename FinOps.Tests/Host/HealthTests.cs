using System.Net;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

public sealed class HealthTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Uri Ready = new("/health/ready", UriKind.Relative);

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_Anonymous_IsTheWordAlone(string path)
    {
        using var anyone = app.Anonymous();

        using var answer = await anyone.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("^(Healthy|Degraded)$", await answer.Content.ReadAsStringAsync());
        Assert.Empty(answer.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task Ready_KeyThatMayRead_TellsEachCheck()
    {
        using var reader = await app.CallerAsync(ApiScope.Read);

        using var details = JsonDocument.Parse(await reader.GetStringAsync(Ready));

        var checks = details.RootElement.GetProperty("checks");
        Assert.Equal(["database", "disk", "ingest", "jobs", "serving"], checks.EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal("answers, schema up to date", checks.GetProperty("database").GetProperty("detail").GetString());
        Assert.Contains("MiB free", checks.GetProperty("disk").GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_KeyThatMayNotRead_IsTheWordAlone()
    {
        using var sender = await app.CallerAsync(ApiScope.Ingest);

        Assert.DoesNotContain("checks", await sender.GetStringAsync(Ready), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Admin", true)]
    [InlineData("Viewer", false)]
    public async Task Ready_SignedIn_TellsAdministratorsAlone(string role, bool isTold)
    {
        using var person = await app.SignedInAsync(role);

        Assert.Equal(isTold, (await person.GetStringAsync(Ready)).Contains("checks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ingest_LogThatWaitedForTooLong_IsALag()
    {
        await using var database = new Data.TestDatabase();
        await database.CreateAsync();
        await using (var context = database.CreateDbContext())
        {
            context.ImportFiles.Add(new ImportFile { Name = "old", Source = ImportSource.Upload, State = ImportState.Queued, QueuedAtMicros = TimeProvider.System.NowMicros() - (600 * Instants.MicrosPerSecond) });
            context.ImportFiles.Add(new ImportFile { Name = "alive", Source = ImportSource.Api, State = ImportState.Running, UpdatedAtMicros = TimeProvider.System.NowMicros() });
            await context.SaveChangesAsync();
        }

        var state = await new FinOps.Core.Operations.IngestQueries(database, TimeProvider.System).ReadAsync(CancellationToken.None);

        Assert.Equal((1, 1), (state.Waiting, state.Running));
        Assert.InRange(state.Lag.TotalSeconds, 600, 900);
    }

    [Fact]
    public async Task Ready_DatabaseWithoutTheNewestMigration_IsNotReady()
    {
        await using var other = new AppFixture();
        await other.InitializeAsync();
        await using (var context = await other.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsHistory WHERE MigrationId = (SELECT MAX(MigrationId) FROM __EFMigrationsHistory)");
        }

        using var anyone = other.Anonymous();
        using var answer = await anyone.GetAsync(Ready);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("Unhealthy", await answer.Content.ReadAsStringAsync());
    }
}
