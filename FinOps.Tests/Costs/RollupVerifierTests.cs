using System.Globalization;
using System.Text;
using FinOps.Core.Costs;
using FinOps.Core.Pricing;
using FinOps.Tests.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Costs;

public sealed class RollupVerifierTests
{
    [Fact]
    public async Task VerifyAsync_AfterImports_FindsEveryCellToBeTheSumOfItsRecords()
    {
        await using var core = await LoadedAsync();

        var report = await core.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, CancellationToken.None);

        Assert.True(report.IsSound, string.Join('\n', report.Differences));
        Assert.Equal(400, report.Records);
    }

    [Fact]
    public async Task VerifyAsync_WithDamagedCells_NamesThemAndRebuildsToTheSameNano()
    {
        await using var core = await LoadedAsync();
        await core.Get<RollupTidier>().TidyAsync(CancellationToken.None);
        var before = await CellsAsync(core);
        await using (var context = await core.ContextAsync())
        {
            await context.CostCells.Where(c => c.CubeId == Cube.TenantDay.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.InputCostNanos, x => x.InputCostNanos + 1));
            await context.CostCells.Where(c => c.CubeId == Cube.UserWeek.Id).ExecuteDeleteAsync();
        }

        var damaged = await core.Get<RollupVerifier>().VerifyAsync(rebuild: true, sinceUtc: null, CancellationToken.None);
        var again = await core.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, CancellationToken.None);

        Assert.Contains(damaged.Differences, d => d.CubeId == Cube.TenantDay.Id && d.Measure == "InputCostNanos" && d.Stored == d.Computed + 1);
        Assert.Contains(damaged.Differences, d => d.CubeId == Cube.UserWeek.Id);
        Assert.True(damaged.RebuiltWeeks > 0);
        Assert.True(again.IsSound);
        Assert.Equal(before, await CellsAsync(core));
    }

    private static async Task<CoreFixture> LoadedAsync()
    {
        var core = await CoreFixture.StartAsync();
        await core.Get<PriceCatalog>().SeedAsync(CancellationToken.None);
        var log = new StringBuilder();
        for (var i = 0; i < 400; i++)
        {
            log.AppendLine(CultureInfo.InvariantCulture,
                $$"""{"timestamp":"2026-10-{{1 + (i % 28):00}}T{{i % 24:00}}:10:00Z","request_id":"r{{i}}","tenant_id":"t{{i % 5}}","user_id":"u{{i % 9}}","feature_id":"f{{i % 3}}","provider":"openai","model":"gpt-4o","status":"{{(i % 7 == 0 ? "retry" : "success")}}","input_tokens":{{100 + i}},"output_tokens":{{i}},"latency_ms":{{10 * i}}}""");
        }

        await core.ImportAsync("log.ndjson", log.ToString());
        return core;
    }

    private static async Task<List<string>> CellsAsync(CoreFixture core)
    {
        await using var context = await core.ContextAsync();
        var cells = await context.CostCells.AsNoTracking().OrderBy(c => c.CubeId).ThenBy(c => c.Period).ThenBy(c => c.TenantId).ThenBy(c => c.FeatureId)
            .ThenBy(c => c.UserId).ThenBy(c => c.Status).ToListAsync();
        return [.. cells.Select(c => System.Text.Json.JsonSerializer.Serialize(c))];
    }
}
