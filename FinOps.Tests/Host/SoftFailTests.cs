using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Core.Enforcement.Admissions;
using FinOps.Core.Enforcement.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

/// <summary>What callers are told while the ledger's file is somebody else's, locked or broken, and what becomes of it afterwards.</summary>
public sealed class SoftFailTests : IAsyncLifetime
{
    private const decimal Worst = (1_000 * 2.50m + 1_000 * 10.00m) / 1_000_000m;
    private readonly AppFixture app = new();
    private HttpClient caller = null!;

    private string LedgerFile => Path.Combine(app.Folder, "finops.ledger.db");

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        caller = await app.CallerAsync(ApiScope.Reserve);
    }

    public async Task DisposeAsync()
    {
        caller.Dispose();
        await ((IAsyncLifetime)app).DisposeAsync();
    }

    [Fact]
    public async Task Ledger_HeldByAnotherProcess_LetsCallsThroughWithinAllowancesAndBooksThemOnceAfterwards()
    {
        var held = new FileStream(LedgerFile + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        await BudgetFor.TenantAsync(app.Services, "acme", Worst * 100);
        await PauseAsync("globex");
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            var (status, soft) = await AskAsync("acme", $"r{i}");
            Assert.Equal((HttpStatusCode.OK, "soft_fail", "infra"), (status, soft.GetProperty("mode").GetString(), soft.GetProperty("reason").GetString()));
            ids.Add(soft.GetProperty("reservation_id").GetString()!);
        }

        var (beyond, problem) = await AskAsync("acme", "r10");
        var (paused, _) = await AskAsync("globex", "r1");
        var (again, same) = await AskAsync("acme", "r0");
        using var settled = await caller.PostAsJsonAsync($"/api/v1/admissions/{ids[0]}/settle", new { input_tokens = 1_000, output_tokens = 100 });

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "infra"), (beyond, problem.GetProperty("reason_code").GetString()));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (paused, again));
        Assert.Equal(ids[0], same.GetProperty("reservation_id").GetString());
        Assert.Equal("noted", (await settled.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        await AlertAsync(a => a.RecoveredAtMicros is null);

        await held.DisposeAsync();

        var account = await AccountAsync(a => a.PostedNanos == Money.ToNanos(0.0035m) && a.PendingNanos == 9 * Money.ToNanos(Worst));
        Assert.False(account.IsStopped);
        Assert.Empty(await app.Services.GetRequiredService<ILedgerEngine>().VerifyAsync(CancellationToken.None));
        await AlertAsync(a => a.RecoveredAtMicros is not null);
        Assert.Equal("enforced", (await AskAsync("acme", "r11")).Body.GetProperty("mode").GetString());
    }

    [Fact]
    public async Task Ledger_LockedWhileItRuns_GoesOnWithoutLosingAnything()
    {
        await BudgetFor.TenantAsync(app.Services, "acme", Worst * 100);
        Assert.Equal("enforced", (await AskAsync("acme", "before")).Body.GetProperty("mode").GetString());
        await using (var other = new SqliteConnection($"Data Source={LedgerFile};Pooling=False"))
        {
            await other.OpenAsync();
            Run(other, "BEGIN IMMEDIATE");
            Assert.Equal("soft_fail", (await AskAsync("acme", "during")).Body.GetProperty("mode").GetString());
            Run(other, "ROLLBACK");
        }

        await AccountAsync(a => a.PendingNanos == 2 * Money.ToNanos(Worst));
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string tenant, string request)
    {
        using var answer = await caller.PostAsJsonAsync("/api/v1/admissions", AdmissionApiTests.Call(tenant, request));
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task PauseAsync(string tenant) => await app.Services.GetRequiredService<MeasureEditor>()
        .ApplyAsync(new MeasureCommand(MeasureKind.Pause, EnforcementScope.OfTenant(tenant), "test", null, null), Actor.System("test", "cli"), CancellationToken.None);

    private async Task AlertAsync(Func<Alert, bool> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync(patience.Token);
            if (await context.Alerts.AsNoTracking().Where(a => a.Kind == AlertKind.SoftFail).SingleOrDefaultAsync(patience.Token) is { } alert && wanted(alert))
            {
                return;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private async Task<AccountState> AccountAsync(Func<AccountState, bool> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var budget = app.Services.GetRequiredService<BudgetSnapshots>().Newest.All(TimeProvider.System.GetUtcNow().UtcDateTime).Single();
        var account = new AccountRef(AdmissionTerms.BudgetKey(budget.BudgetId, budget.Period), Instants.ToMicros(budget.StartUtc));
        while (true)
        {
            try
            {
                if ((await app.Services.GetRequiredService<ILedgerEngine>().SnapshotAsync([account], patience.Token)).Accounts is [var state] && wanted(state))
                {
                    return state;
                }
            }
            catch (LedgerUnavailableException)
            {
                // It is opened again a moment after it was let go.
            }

            await Task.Delay(50, patience.Token);
        }
    }
}
