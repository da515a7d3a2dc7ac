using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Enforcement;

public sealed class DecisionLogTests
{
    [Fact]
    public async Task Save_EqualRefusals_AreOneRowWithTheirCountAndSpan()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var log = lab.Get<DecisionLog>();
        log.Note(DecisionDoor.Api, DecisionReason.RateLimited, "key:lfk_1", "10.0.0.1", "POST /api/v1/usage", "acme");
        lab.Clock.Advance(TimeSpan.FromMilliseconds(300));
        log.Note(DecisionDoor.Api, DecisionReason.RateLimited, "key:lfk_1", "10.0.0.1", "POST /api/v1/usage", "acme");
        log.Note(DecisionDoor.Api, DecisionReason.RateLimited, "key:lfk_2", "10.0.0.1", "POST /api/v1/usage");

        Assert.Equal(2, await log.SaveAsync(default));
        Assert.Equal(0, await log.SaveAsync(default));

        var (rows, total, refusals) = await lab.Get<DecisionQueries>().PageAsync(new DecisionFilter(), Lab.Tester, 0, 50, default);
        Assert.Equal((2, 3L), (total, refusals));
        var twice = rows.Single(r => r.Subject == "key:lfk_1");
        Assert.Equal((2L, 300_000L, "acme"), (twice.Count, twice.LastAtMicros - twice.AtMicros, twice.Tenant));
    }

    [Fact]
    public async Task Note_MoreCallersThanThereIsRoom_CountsTheRestTogether()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var log = lab.Get<DecisionLog>();
        for (var i = 0; i < DecisionLog.Room + 500; i++)
        {
            log.Note(DecisionDoor.Api, DecisionReason.WrongKey, $"key:lfk_{i}", "10.0.0.1", "GET /api/v1/costs");
        }

        await log.SaveAsync(default);

        var (rows, total, refusals) = await lab.Get<DecisionQueries>().PageAsync(new DecisionFilter { Who = DecisionLog.Others }, Lab.Tester, 0, 50, default);
        Assert.Equal((1, 500L), (total, refusals));
        Assert.Equal("", rows[0].Address);
        Assert.Equal(DecisionLog.Room + 500, (await lab.Get<DecisionQueries>().PageAsync(new DecisionFilter(), Lab.Tester, 0, 1, default)).Refusals);
    }

    [Fact]
    public async Task Save_DatabaseThatRefuses_KeepsWhatWasGathered()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var log = lab.Get<DecisionLog>();
        log.Note(DecisionDoor.SignIn, DecisionReason.RateLimited, "", "10.0.0.1", "POST /sign-in/local");
        await using (var context = await lab.Get<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE EnforcementDecision RENAME TO Gone");
            await Assert.ThrowsAsync<DbUpdateException>(() => log.SaveAsync(default));
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE Gone RENAME TO EnforcementDecision");
        }

        log.Note(DecisionDoor.SignIn, DecisionReason.RateLimited, "", "10.0.0.1", "POST /sign-in/local");
        await log.SaveAsync(default);

        Assert.Equal(2, Assert.Single((await lab.Get<DecisionQueries>().PageAsync(new DecisionFilter(), Lab.Tester, 0, 50, default)).Rows).Count);
    }

    [Fact]
    public async Task Page_ForWhoSeesOneTenant_HoldsOnlyItsRefusals()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var log = lab.Get<DecisionLog>();
        foreach (var tenant in new[] { "acme", "globex", null })
        {
            log.Note(DecisionDoor.Api, DecisionReason.ScopeMissing, "key:lfk_1", "10.0.0.1", "GET /api/v1/costs", tenant);
        }

        await log.SaveAsync(default);

        var (rows, total, refusals) = await lab.Get<DecisionQueries>().PageAsync(new DecisionFilter(), Lab.Tester with { Tenants = TenantScope.Of(["acme"]) }, 0, 50, default);
        Assert.Equal((1, 1L, "acme"), (total, refusals, Assert.Single(rows).Tenant));
    }

    [Fact]
    public async Task Prune_OldRows_GoAndYoungOnesStay()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var log = lab.Get<DecisionLog>();
        log.Note(DecisionDoor.Pages, DecisionReason.RateLimited, "old", "10.0.0.1", "GET /");
        await log.SaveAsync(default);
        lab.Clock.Advance(TimeSpan.FromDays(90));
        log.Note(DecisionDoor.Pages, DecisionReason.RateLimited, "young", "10.0.0.1", "GET /");
        await log.SaveAsync(default);
        Assert.Equal(0, await log.PruneAsync(default));

        lab.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await log.PruneAsync(default));
        Assert.Equal("young", Assert.Single((await lab.Get<DecisionQueries>().PageAsync(new DecisionFilter(), Lab.Tester, 0, 50, default)).Rows).Subject);
    }
}
