using FinOps.Core.Access;
using FinOps.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Imports;

public sealed class QuarantineEditorTests : IAsyncLifetime
{
    private CoreFixture core = null!;

    public async Task InitializeAsync() => core = await CoreFixture.StartAsync();

    public async Task DisposeAsync() => await core.DisposeAsync();

    [Fact]
    public async Task JsonLine_CorrectedWrongThenRight_StaysWithTheNewFaultThenBecomesARecord()
    {
        var file = await core.ImportAsync("a.ndjson", Line("r1", "10") + Line("r2", "-3"));
        var line = Assert.Single(await OpenAsync());
        Assert.Equal((file.Id, 2L, "input_tokens", "negative_count"), (line.ImportFileId, line.LineNumber, line.Field, line.Reason));

        var wrong = await core.Get<QuarantineEditor>().ReimportAsync(line.Id, Line("r2", "\"x\""), CoreFixture.Admin);
        var kept = Assert.Single(await OpenAsync());
        var right = await core.Get<QuarantineEditor>().ReimportAsync(line.Id, Line("r2", "3"), CoreFixture.Admin);

        Assert.Equal(new Reimport(0, 0, 1), wrong);
        Assert.Equal((line.Id, file.Id, 2L, "wrong_type", Line("r2", "\"x\"")), (kept.Id, kept.ImportFileId, kept.LineNumber, kept.Reason, kept.Raw));
        Assert.Equal(new Reimport(1, 0, 0), right);
        Assert.Empty(await OpenAsync());
        Assert.Equal(["r1", "r2"], await RequestIdsAsync());
    }

    [Fact]
    public async Task CsvRow_Corrected_IsReadUnderTheHeaderOfItsLog()
    {
        await core.ImportAsync("a.csv", "timestamp;request_id;provider;model;input_tokens;output_tokens\n2026-01-01T00:00:00Z;c1;openai;gpt-4o;many;2\n");
        var line = Assert.Single(await OpenAsync());

        var done = await core.Get<QuarantineEditor>().ReimportAsync(line.Id, "2026-01-01T00:00:00Z;\"c\n1\";openai;gpt-4o;7;2", CoreFixture.Admin);

        Assert.Equal(new Reimport(1, 0, 0), done);
        Assert.Equal(["c\n1"], await RequestIdsAsync());
    }

    [Fact]
    public async Task MappedRow_Corrected_IsReadThroughItsProfile()
    {
        await core.ImportAsync("a.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\nlater,374,44\n", "azure-conversations");
        var line = Assert.Single(await OpenAsync());
        Assert.Equal("unknown_time", line.Reason);

        var done = await core.Get<QuarantineEditor>().ReimportAsync(line.Id, "2023-11-16 18:15:47.0000000,374,44", CoreFixture.Admin);

        Assert.Equal(new Reimport(1, 0, 0), done);
    }

    [Fact]
    public async Task AllLinesOfAReason_WithTextReplaced_AreImportedAndOthersStay()
    {
        await core.ImportAsync("a.ndjson", Line("r1", "-1") + Line("r2", "-1") + Line("r3", "\"x\"") + Line("r1", "-1").Replace("gpt-4o", "gpt-4o-mini", StringComparison.Ordinal));

        var done = await core.Get<QuarantineEditor>().ReimportAllAsync(new QuarantineFilter { Reason = "negative_count" }, ":-1,", ":1,", CoreFixture.Admin);

        Assert.Equal((2, 1), (done.NewRecords, done.StillFaulty));
        Assert.Equal(["conflicting_duplicate", "wrong_type"], (await OpenAsync()).Select(line => line.Reason).Order());
    }

    [Fact]
    public async Task Reimport_OfALineThatWasDealtWith_DoesNothing()
    {
        await core.ImportAsync("a.ndjson", Line("r1", "-1"));
        var line = Assert.Single(await OpenAsync());

        Assert.True(await core.Get<QuarantineEditor>().DiscardAsync(line.Id, CoreFixture.Admin));

        Assert.False(await core.Get<QuarantineEditor>().DiscardAsync(line.Id, CoreFixture.Admin));
        Assert.Null(await core.Get<QuarantineEditor>().ReimportAsync(line.Id, Line("r1", "1"), CoreFixture.Admin));
        Assert.Empty(await RequestIdsAsync());
    }

    [Fact]
    public async Task Viewer_MayNotTouchQuarantine() =>
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => core.Get<QuarantineEditor>().DiscardAllAsync(new QuarantineFilter(), CoreFixture.Viewer));

    [Fact]
    public async Task Queries_FilterAndCountByReasonAndField()
    {
        await core.ImportAsync("a.ndjson", Line("r1", "-1") + Line("r2", "-1") + Line("r3", "\"x\"") + "{broken\n");
        var queries = core.Get<ImportQueries>();

        var groups = await queries.GroupsAsync(new QuarantineFilter(), TenantScope.All);
        var (rows, total) = await queries.QuarantineAsync(new QuarantineFilter { Reason = "negative_count", Field = "input_tokens" }, 1, 10, TenantScope.All);

        Assert.Equal(new QuarantineGroup("negative_count", "input_tokens", 2), groups[0]);
        Assert.Equal(3, groups.Count);
        Assert.Equal(2, total);
        Assert.Equal((2L, "a.ndjson", false), (Assert.Single(rows).Line.LineNumber, rows[0].FileName, rows[0].IsCsv));
        Assert.Equal(4, await queries.OpenLinesAsync(TenantScope.All));
    }

    private static string Line(string id, string input) =>
        $$"""{"timestamp":"2026-01-01T00:00:00Z","request_id":"{{id}}","provider":"openai","model":"gpt-4o","input_tokens":{{input}},"output_tokens":2}""" + "\n";

    private async Task<List<QuarantinedLine>> OpenAsync()
    {
        await using var context = await core.ContextAsync();
        return await context.QuarantinedLines.Where(line => line.State == QuarantineState.Open).OrderBy(line => line.Id).ToListAsync();
    }

    private async Task<List<string?>> RequestIdsAsync()
    {
        await using var context = await core.ContextAsync();
        return await context.UsageRecords.Select(record => record.RequestId).OrderBy(id => id).ToListAsync();
    }
}
