using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FinOps.Tests.Data;

/// <summary>Databases of earlier versions keep their data.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Migrate_PricesWithOneThreshold_BecomeContextTiers()
    {
        await MigrateToAsync("Initial");
        await ExecuteAsync(OldPrice(1, "272000, 1, 20, 2, 25, NULL, 75"), OldPrice(2, "NULL, 0, NULL, NULL, NULL, NULL, NULL"));

        await database.CreateAsync();

        await using var context = database.CreateDbContext();
        var prices = await context.Prices.AsNoTracking().OrderBy(p => p.Id).ToListAsync();
        var tier = Assert.Single(prices[0].ContextTiers);
        Assert.Equal((272_000, true), (tier.Threshold, tier.IsInclusive));
        Assert.Equal<long?>([20, 2, 25, null, 75, null], [tier.Rates.InputPer1M, tier.Rates.CacheReadPer1M, tier.Rates.CacheWrite5mPer1M, tier.Rates.CacheWrite1hPer1M, tier.Rates.OutputPer1M, tier.Rates.ReasoningPer1M]);
        Assert.Empty(prices[1].ContextTiers);
        Assert.All(prices, p => Assert.Equal<(string, string, ServiceTier?, byte, long?)>(("", "USD", null, 0, 10), (p.HostScope, p.Currency, p.Tier, p.WeekDays, p.Rates.InputPer1M)));
    }

    [Fact]
    public async Task Migrate_ThereAndBack_KeepsTheThreshold()
    {
        await MigrateToAsync("Initial");
        await ExecuteAsync(OldPrice(1, "272000, 1, 20, 2, 25, NULL, 75"), OldPrice(2, "NULL, 0, NULL, NULL, NULL, NULL, NULL"));

        await database.CreateAsync();
        await MigrateToAsync("Initial");

        await using var context = database.CreateDbContext();
        var kept = await context.Database
            .SqlQueryRaw<string>("SELECT Id || ':' || COALESCE(LongContextThreshold, '-') || ':' || IsLongContextInclusive || ':' || COALESCE(LongRates_OutputPer1M, '-') AS Value FROM Price ORDER BY Id")
            .ToListAsync();
        Assert.Equal(["1:272000:1:75", "2:-:0:-"], kept);
    }

    [Fact]
    public async Task Migrate_KeysOfEarlyVersions_OpenAsBefore()
    {
        const string text = "lfk_0badcafe_0123456789abcdef0123456789abcdef0123456789abcdef";
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text[13..])));
        await MigrateToAsync("Initial");
        await ExecuteAsync($"INSERT INTO ApiKey (Name, Prefix, SecretHash, Scopes, CreatedBy, CreatedAtMicros) VALUES ('gateway', 'lfk_0badcafe', X'{hash}', 'ingest,admin', 'root', 5)");

        await database.CreateAsync();

        await using var context = database.CreateDbContext();
        var key = Assert.Single(await context.ApiKeys.AsNoTracking().ToListAsync());
        Assert.Equal(("", 0, (long?)null, "ingest,admin"), (key.HashedWith, key.Version, key.ExpiresAtMicros, key.Scopes));
        Assert.True(key.Scope.IsAll);
        var keys = new ApiKeySnapshot([key], new PepperSet([new byte[32]]), 0);
        Assert.NotNull(keys.Find(text[..12], text, 10));
        Assert.Null(keys.Find(text[..12], text[..^1] + "0", 10));
    }

    private static string OldPrice(int id, string longContext) =>
        $"""
        INSERT INTO Price (Id, Kind, Provider, ModelPattern, Match, Rates_InputPer1M, LongContextThreshold, IsLongContextInclusive, LongRates_InputPer1M, LongRates_CacheReadPer1M,
        LongRates_CacheWrite5mPer1M, LongRates_CacheWrite1hPer1M, LongRates_OutputPer1M, ValidFromMicros, Source, CreatedAtMicros, CreatedBy)
        VALUES ({id}, 0, 'openai', 'model-{id}', 0, 10, {longContext}, 0, 'test', 0, 'test')
        """;

    private async Task MigrateToAsync(string migration)
    {
        await using var context = database.CreateDbContext();
        await context.GetService<IMigrator>().MigrateAsync(migration);
    }

    private async Task ExecuteAsync(params string[] statements)
    {
        await using var context = database.CreateDbContext();
        foreach (var statement in statements)
        {
            await context.Database.ExecuteSqlRawAsync(statement);
        }
    }
}
