using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Data;

public sealed class TranslationGuardTests
{
    [Fact]
    public async Task Guard_QueryThatBothTranslate_LetsItRun()
    {
        await using var context = Open();
        var before = TranslationGuard.CheckedCount;
        var names = new[] { "a", "b" };

        Assert.Empty(await context.Dimensions.Where(d => names.Contains(d.Key)).GroupBy(d => d.Kind).Select(g => new { g.Key, Last = g.Max(d => d.Id) }).OrderBy(g => g.Last).ToListAsync());
        Assert.Equal(0, await context.UsageRecords.SumAsync(r => (long)r.InputTokens));
        Assert.Equal(0, await context.ImportFiles.Where(f => f.Id == before).ExecuteUpdateAsync(s => s.SetProperty(f => f.Error, f => f.Name + "x")));
        Assert.Empty(await context.Prices.AsNoTracking().Where(p => p.Rates.InputPer1M > 5).ToListAsync());

        Assert.True(TranslationGuard.CheckedCount > before, "The guard saw none of the queries.");
    }

    [Fact]
    public async Task Guard_QueryThatOnlySqliteTranslates_FailsTheTest()
    {
        await using var context = Open();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Dimensions.Where(d => EF.Functions.Glob(d.Key, "a*")).ToListAsync());

        Assert.Contains("could not be translated", refused.Message, StringComparison.Ordinal);
    }

    private static SqliteFinOpsDbContext Open()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        var context = new SqliteFinOpsDbContext(new DbContextOptionsBuilder<SqliteFinOpsDbContext>().UseSqlite(connection).Options);
        context.Database.EnsureCreated();
        return context;
    }
}
