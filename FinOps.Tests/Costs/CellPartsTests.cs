using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Costs;

public sealed class CellPartsTests
{
    private const int Calls = 13_000;
    private static readonly CostQuery Days = new(LogDay, LogDay.AddDays(2)) { GroupBy = [CostDimension.Tenant, CostDimension.Feature, CostDimension.Day] };

    private static DateTime LogDay => new(2026, 10, 14, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Import_BulkIntoStoredPeriods_IsReadWithWhatStandsThereAndMergedLater()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("first.ndjson", Lines("a"));
        await lab.ImportAsync("second.ndjson", Lines("b"));

        var beside = await PartsAsync(lab);
        var before = await lab.Costs.RunAsync(Days, TenantScope.All, default);
        await AssertSoundAsync(lab);
        await lab.Get<RollupTidier>().TidyAsync(default);
        var after = await lab.Costs.RunAsync(Days, TenantScope.All, default);

        Assert.NotEmpty(beside);
        Assert.Empty(await PartsAsync(lab));
        Assert.Equal(2 * Calls, before.Total.Requests);
        Assert.Equal(Rows(before), Rows(after));
        Assert.Equal(before.AnsweredBy, after.AnsweredBy);
        await AssertSoundAsync(lab);
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    [Fact]
    public async Task Verify_WithDamagedPart_FindsAndRebuildsIt()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("first.ndjson", Lines("a"));
        await lab.ImportAsync("second.ndjson", Lines("b"));
        await using (var context = lab.NewContext())
        {
            await context.CostCells.Where(c => c.CubeId == CellParts.IdOf(Cube.UserDay.Id, 1)).ExecuteUpdateAsync(c => c.SetProperty(x => x.Requests, x => x.Requests + 1));
        }

        var damaged = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: true, sinceUtc: null, default);

        Assert.Contains(damaged.Differences, d => d.CubeId == Cube.UserDay.Id && d.Stored == d.Computed + 1);
        await AssertSoundAsync(lab);
        Assert.Equal(2 * Calls, (await lab.Costs.RunAsync(Days with { GroupBy = [CostDimension.User] }, TenantScope.All, default)).Total.Requests);
    }

    [Fact]
    public async Task Import_FewRecords_AddToTheCellsThemselves()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("first.ndjson", Lines("a"));

        await lab.ImportAsync("live.ndjson", Lines("b").Take(500));

        Assert.Empty(await PartsAsync(lab));
        await AssertSoundAsync(lab);
    }

    /// <summary>Calls that share no cell with each other, so that few of them make a bulk import.</summary>
    private static IEnumerable<string> Lines(string name) => Enumerable.Range(0, Calls).Select(i => new LogLine($"{name}{i}")
    {
        AtUtc = LogDay.AddSeconds(i * 10),
        Tenant = $"tenant-{i % 997}",
        User = $"user-{i}",
        Feature = $"feature-{i % 991}",
        Task = $"task-{i}",
        LatencyMs = i % 900,
    }.ToJson());

    private static async Task<IReadOnlyList<byte>> PartsAsync(Lab lab)
    {
        await using var context = lab.NewContext();
        return await CellPartMerger.PresentAsync(context, default);
    }

    private static async Task AssertSoundAsync(Lab lab)
    {
        var report = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Differences));
    }

    private static IEnumerable<string> Rows(CostResult result) => result.Rows.Select(r => $"{string.Join('|', r.Keys)} {r.Measures.Requests} {r.Measures.EffectiveCostNanos}").Order(StringComparer.Ordinal);
}
