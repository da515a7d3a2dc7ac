using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Audit;

/// <summary>What people, commands, keys and jobs do leaves the entries it should, and no more.</summary>
public sealed class AuditWiringTests
{
    private static readonly Actor Ada = Actor.System("Ada", "web") with { Subject = "https://idp.example|42" };
    private static readonly Actor Gateway = Actor.System("Gateway", "api") with { Subject = "key:lfk_01234567" };

    [Fact]
    public async Task Import_ByCommand_IsOnRecordFromStartToEnd()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var path = lab.Write("usage.ndjson", LogLine.Many(10).Select(l => l.ToJson()));
        var before = await SequenceAsync(lab);

        await lab.Importer.ImportFileAsync(path, new ImportRequest(ImportSource.CommandLine, "usage.ndjson"), Ada, null, default);
        await lab.Importer.ImportFileAsync(path, new ImportRequest(ImportSource.CommandLine, "usage.ndjson"), Ada, null, default);

        var entries = await SinceAsync(lab, before);
        Assert.Equal(["import.start import:1", "import.end import:1", "import.start import:2", "import.end import:2"], entries.Select(Text));
        Assert.Contains("\"newRecords\":10", entries[1].After, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"Duplicate\"", entries[3].After, StringComparison.Ordinal);
        Assert.All(entries, e => Assert.Equal(("https://idp.example|42", "Ada", "web"), (e.ActorSubject, e.ActorName, e.Via)));
    }

    [Fact]
    public async Task Import_ThatCannotBeRead_IsOnRecordAsFailed()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var before = await SequenceAsync(lab);

        await lab.ImportAsync("broken.csv.gz", [0x1F, 0x8B, 1, 2, 3]);

        var end = (await SinceAsync(lab, before))[^1];
        Assert.Equal("import.end", end.Action);
        Assert.Contains("\"state\":\"Failed\"", end.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_ManyPostsOfAKey_AreOnRecordOnceADay()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var before = await SequenceAsync(lab);
        for (var i = 0; i < 5; i++)
        {
            await PostAsync(lab, $"a{i}", Gateway);
        }

        await PostAsync(lab, "other", Gateway with { Subject = "key:lfk_89abcdef" });
        lab.Clock.Advance(TimeSpan.FromDays(1));
        await PostAsync(lab, "tomorrow", Gateway);

        var entries = await SinceAsync(lab, before);
        Assert.Equal(["usage.receive key:lfk_01234567", "usage.receive key:lfk_89abcdef", "usage.receive key:lfk_01234567"], entries.Select(Text));
    }

    [Fact]
    public async Task DropFolder_LogThatGrowsAllDay_IsOnRecordOnceADay()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var queue = lab.Get<ImportQueue>();
        var path = lab.Write("live.ndjson", [new LogLine("g0").ToJson()]);
        var before = await SequenceAsync(lab);
        var id = await queue.AddAsync(path, new ImportRequest(ImportSource.DropFolder, "live.ndjson"), Actor.System("DropFolder", "job"), default);
        for (var i = 1; i <= 4; i++)
        {
            await queue.RunAsync((await queue.TakeAsync(default))!, Actor.System("ImportFiles", "job"), default);
            await File.AppendAllTextAsync(path, new LogLine($"g{i}").ToJson() + "\n");
            Assert.True(await queue.AddAgainAsync(id, Actor.System("DropFolder", "job"), default));
        }

        var entries = await SinceAsync(lab, before);
        Assert.Equal(["import.start import:1", "import.end import:1"], entries.Select(Text));
        Assert.Equal(["job:DropFolder", "job:ImportFiles"], entries.Select(e => e.ActorSubject));
    }

    [Fact]
    public async Task Price_Superseded_TellsBeforeAndAfter()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var before = await SequenceAsync(lab);
        var draft = new PriceDraft { Provider = "lab", ModelPattern = "new-1", ValidFromUtc = Lab.Now.UtcDateTime, Reason = "signed" };
        draft.Rates[0] = 2.5m;
        var first = Assert.IsType<PriceSaveResult.Saved>(await lab.Get<PriceEditor>().AddAsync(draft, Ada, default));
        draft.SupersedesId = first.PriceId;
        draft.Rates[0] = 3m;
        var second = Assert.IsType<PriceSaveResult.Saved>(await lab.Get<PriceEditor>().AddAsync(draft, Ada, default));

        var entries = await SinceAsync(lab, before);
        Assert.Equal([$"price.add price:{first.PriceId}", $"price.supersede price:{second.PriceId}"], entries.Select(Text));
        Assert.Null(entries[0].Before);
        Assert.Contains("\"input\":\"2.5\"", entries[1].Before, StringComparison.Ordinal);
        Assert.Contains("\"input\":\"3\"", entries[1].After, StringComparison.Ordinal);
        Assert.All(entries, e => Assert.Equal("signed", e.Reason));
    }

    [Fact]
    public async Task Rerating_Asked_EndsOnRecordInTheNameOfWhoAsked()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("usage.ndjson", LogLine.Many(10).Select(l => l.ToJson()));
        var before = await SequenceAsync(lab);

        var started = Assert.IsType<RerateStart.Started>(await lab.Get<RerateEditor>().StartAsync(new RerateScope("", "", null, null), "new contract", Ada, false, default));
        await lab.Get<RerateQueue>().RunAsync((await lab.Get<RerateQueue>().TakeAsync(default))!, null, default);

        var entries = await SinceAsync(lab, before);
        Assert.Equal([$"rerate.start rerate:{started.Run.Id}", $"rerate.end rerate:{started.Run.Id}"], entries.Select(Text));
        Assert.All(entries, e => Assert.Equal(("Ada", "new contract"), (e.ActorName, e.Reason)));
        Assert.Equal(["web", "job"], entries.Select(e => e.Via));
    }

    [Fact]
    public async Task Demo_LoadedAndRemoved_IsOnRecord()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var before = await SequenceAsync(lab);
        await lab.Importer.ImportStreamAsync(new MemoryStream([.. LogLine.Many(3).SelectMany(l => System.Text.Encoding.UTF8.GetBytes(l.ToJson() + "\n"))]), new ImportRequest(ImportSource.Demo, DemoCompany.Name), Ada, default);
        await lab.Get<DemoCompany>().RemoveAsync(Ada, default);
        await lab.Get<DemoCompany>().RemoveAsync(Ada, default);

        var entries = await SinceAsync(lab, before);
        Assert.Equal(["demo.load import:1", "import.end import:1", "demo.remove demo:company"], entries.Select(Text));
    }

    [Fact]
    public async Task Rollup_Rebuilt_IsOnRecordAndAVerificationIsNot()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("usage.ndjson", LogLine.Many(5).Select(l => l.ToJson()));
        await using (var context = lab.NewContext())
        {
            await context.CostCells.ExecuteUpdateAsync(c => c.SetProperty(x => x.Requests, x => x.Requests + 1));
        }

        var before = await SequenceAsync(lab);
        var report = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: true, null, default, Ada);
        await lab.Get<RollupVerifier>().VerifyAsync(rebuild: true, null, default, Ada);

        var entries = await SinceAsync(lab, before);
        Assert.Equal(report.RebuiltWeeks, entries.Count);
        Assert.All(entries, e => Assert.Equal(("rollup.rebuild", "Ada"), (e.Action, e.ActorName)));
    }

    [Fact]
    public async Task Database_NewAndOpenedAgain_TellsItsMigrationsAndPricesOnce()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        for (var i = 0; i < 2; i++)
        {
            await lab.Get<DatabaseSetup>().MigrateAsync(default);
            await lab.Get<PriceCatalog>().SeedAsync(default);
        }

        Assert.Equal(["database.migrate", "catalog.apply"], (await SinceAsync(lab, 0)).Select(e => e.Action));
    }

    internal static async Task<long> SequenceAsync(Lab lab)
    {
        await using var context = lab.NewContext();
        return await context.AuditEntries.MaxAsync(e => (long?)e.Sequence) ?? 0;
    }

    internal static Task<List<AuditEntry>> SinceAsync(Lab lab, long sequence) => lab.ReadAsync(c => c.AuditEntries.AsNoTracking().Where(e => e.Sequence > sequence).OrderBy(e => e.Sequence));

    private static string Text(AuditEntry entry) => $"{entry.Action} {entry.Target}";

    private static async Task PostAsync(Lab lab, string id, Actor actor)
    {
        using var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(new LogLine(id).ToJson()));
        await lab.Importer.ImportStreamAsync(body, new ImportRequest(ImportSource.Api, actor.Name), actor, default);
    }
}
