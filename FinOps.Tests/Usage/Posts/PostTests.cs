using System.IO.Compression;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Posts;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Usage.Posts;

/// <summary>Posts of a key: stored in groups, told to the sender once they are stored, one row of imports for each key and day.</summary>
public sealed class PostTests : IAsyncLifetime
{
    private Lab lab = null!;

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());

        // A key's first post of the day goes on record, by the long way.
        await PostAsync(new LogLine("first"));
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task Posts_OfOneDay_ShareARowThatSumsThem()
    {
        var one = await PostAsync(new LogLine("a"), new LogLine("b"));
        var two = await PostAsync(new LogLine("b"), new LogLine("c") { Model = LabPrices.Unknown });

        Assert.Equal((2L, 0L, 0L), (one.NewRecords, one.DuplicateRecords, one.UnpricedRecords));
        Assert.Equal((1L, 1L, 1L), (two.NewRecords, two.DuplicateRecords, two.UnpricedRecords));
        Assert.Equal(one.Id, two.Id);
        var row = (await lab.ReadAsync(c => c.ImportFiles.Where(f => f.Id == one.Id))).Single();
        Assert.Equal((2, 3L, 1L, 1L, 0L, ImportState.Done), (row.Posts, row.NewRecords, row.DuplicateRecords, row.UnpricedRecords, row.QuarantinedLines, row.State));
        Assert.Equal(2 * new LogLine("a").CostNanos, row.EffectiveCostNanos);
        Assert.All(await lab.ReadAsync(c => c.UsageRecords.Where(r => r.RequestId != "first")), r => Assert.Equal(row.Id, r.ImportFileId));
        var received = Assert.Single(await lab.Get<ImportQueries>().ReceivedAsync(0, 10, TenantScope.All));
        Assert.Equal((3L, 4L), (received.Posts, received.NewRecords));
    }

    [Fact]
    public async Task Posts_OfAnotherDay_HaveAnotherRow()
    {
        var today = await PostAsync(new LogLine("a"));
        lab.Clock.Advance(TimeSpan.FromDays(1));
        await PostAsync(new LogLine("b"));

        var tomorrow = await PostAsync(new LogLine("c"));

        Assert.NotEqual(today.Id, tomorrow.Id);
    }

    [Fact]
    public async Task Post_WithALineThatCannotBeRead_HasARowOfItsOwn()
    {
        var good = await PostAsync(new LogLine("a"));
        var mixed = await PostLinesAsync(new LogLine("b").ToJson(), "{\"broken");

        Assert.NotEqual(good.Id, mixed.Id);
        Assert.Equal((1L, 1L), (mixed.NewRecords, mixed.QuarantinedLines));
        Assert.Equal(mixed.Id, Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines)).ImportFileId);
        Assert.Equal(mixed.Id, (await lab.ReadAsync(c => c.UsageRecords.Where(r => r.RequestId == "b"))).Single().ImportFileId);
        Assert.Equal(mixed.Id, Assert.Single((await lab.Get<ImportQueries>().EndedAsync(0, 10, TenantScope.All)).Files).Id);
    }

    [Fact]
    public async Task Post_ThatContradictsAStoredEvent_KeepsThatLineUnderARowOfItsOwn()
    {
        var good = await PostAsync(new LogLine("a"));
        var odd = await PostAsync(new LogLine("b"), new LogLine("a") { Input = 7 });

        Assert.Equal((1L, 1L), (odd.NewRecords, odd.QuarantinedLines));
        Assert.Equal(odd.Id, Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines)).ImportFileId);
        Assert.Equal(good.Id, (await lab.ReadAsync(c => c.UsageRecords.Where(r => r.RequestId == "b"))).Single().ImportFileId);
        var rows = await lab.ReadAsync(c => c.ImportFiles.Where(f => f.Id >= good.Id).OrderBy(f => f.Id));
        Assert.Equal([(2, 2L, 0L), (0, 0L, 1L)], rows.Select(r => (r.Posts, r.NewRecords, r.QuarantinedLines)));
    }

    [Theory]
    [InlineData("array")]
    [InlineData("gzip")]
    [InlineData("more lines than a short post may have")]
    [InlineData("a body larger than a short post may be")]
    [InlineData("gzip that unpacks to more than a short post may be")]
    public async Task Post_OfAnyShape_IsStoredWhole(string shape)
    {
        var lines = Enumerable.Range(0, shape.Contains("more lines", StringComparison.Ordinal) ? 2_500 : shape.Contains("than", StringComparison.Ordinal) ? 9_000 : 3)
            .Select(i => new LogLine($"s{i}").ToJson()).ToList();
        var body = Encoding.UTF8.GetBytes(shape == "array" ? $"[{string.Join(',', lines)}]" : string.Join('\n', lines) + "\n");

        var stored = await PostAsync(shape.StartsWith("gzip", StringComparison.Ordinal) ? Packed(body) : body);

        Assert.Equal((lines.Count, 0L, lines.Count), (stored.NewRecords, stored.QuarantinedLines, stored.CommittedLines == 1 ? lines.Count : stored.CommittedLines));
        Assert.Equal(lines.Count + 1L, (await lab.Costs.RunAsync(LastMonth, TenantScope.All, default)).Total.Requests);
    }

    [Fact]
    public async Task Post_ThatCannotBeRead_FailsWithARowThatSaysWhy()
    {
        var failed = await PostAsync([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF]);

        Assert.Equal(ImportState.Failed, failed.State);
        Assert.Equal(ImportState.Failed, (await lab.ReadAsync(c => c.ImportFiles.Where(f => f.Id == failed.Id))).Single().State);
    }

    [Fact]
    public async Task Posts_AtOnce_AreToldOnlyAfterTheCommitThatHoldsThem()
    {
        var before = await VersionAsync();
        var gate = lab.Get<SqliteWriteGate>();
        await gate.EnterAsync(default);
        var posts = Enumerable.Range(0, 12).Select(i => PostAsync(new LogLine($"p{i}"), new LogLine("shared"))).ToList();
        while (lab.Get<PostQueue>().Waiting < posts.Count)
        {
            await Task.Delay(5);
        }

        Assert.DoesNotContain(posts, p => p.IsCompleted);
        Assert.Equal(before, await VersionAsync());
        gate.Leave();
        var stored = await Task.WhenAll(posts);

        // The first may have waited at the gate alone; all others share a transaction.
        Assert.InRange(await VersionAsync() - before, 1, 2);
        Assert.Equal((13, 11), (stored.Sum(s => s.NewRecords), stored.Sum(s => s.DuplicateRecords)));
        Assert.Equal(14, (await lab.Costs.RunAsync(LastMonth, TenantScope.All, default)).Total.Requests);
        Assert.Equal(14, await lab.NewContext().UsageRecords.CountAsync());
    }

    [Fact]
    public async Task Post_ThatCannotBeStored_DoesNotFailTheOthersOfItsGroup()
    {
        var queue = lab.Get<PostQueue>();
        var gate = lab.Get<SqliteWriteGate>();
        await gate.EnterAsync(default);
        var before = PostAsync(new LogLine("x"));
        var broken = await queue.RentAsync(default);
        broken.Lines.Append(Encoding.UTF8.GetBytes(new LogLine("y").ToJson()), 1, 100);
        broken.Count = new UsageParser(new UsageOptions(), lab.Clock).Parse(broken.Lines, broken.Reports);
        broken.Reports[0].Provider = new TextSlice(int.MaxValue - 10, 5);
        var bad = queue.StoreAsync(new UsagePost(broken, 1, "gateway", 0), default);
        var after = PostAsync(new LogLine("z"));
        while (queue.Waiting < 3)
        {
            await Task.Delay(5);
        }

        gate.Leave();

        Assert.Equal((1, 1), ((await before).NewRecords, (await after).NewRecords));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => bad);
        Assert.Equal(["first", "x", "z"], (await lab.ReadAsync(c => c.UsageRecords.Select(r => r.RequestId))).Order());
        Assert.Equal(3, (await lab.Costs.RunAsync(LastMonth, TenantScope.All, default)).Total.Requests);
        Assert.Equal(1, (await PostAsync(new LogLine("later"))).NewRecords);
    }

    [Fact]
    public async Task Post_AfterAnotherWriterRemovedNames_LooksThemUpAnew()
    {
        await PostAsync(new LogLine("a") { Tenant = "gone" });
        await lab.Get<UsageTurn>().TakeAsync(async c => await c.Dimensions.Where(d => d.Key == "gone").ExecuteDeleteAsync() == 1, default);

        await PostAsync(new LogLine("b") { Tenant = "gone" });

        var id = (await lab.ReadAsync(c => c.Dimensions.Where(d => d.Key == "gone"))).Single().Id;
        Assert.Equal(id, (await lab.ReadAsync(c => c.UsageRecords.Where(r => r.RequestId == "b"))).Single().TenantId);
    }

    [Fact]
    public async Task Posts_ThatWaitWhenTheProgramEnds_AreStored()
    {
        var gate = lab.Get<SqliteWriteGate>();
        await gate.EnterAsync(default);
        var post = PostAsync(new LogLine("late"));
        while (lab.Get<PostQueue>().Waiting < 1)
        {
            await Task.Delay(5);
        }

        var ending = lab.Get<PostQueue>().DisposeAsync();
        gate.Leave();
        await ending;

        Assert.Equal(1, (await post).NewRecords);
        await Assert.ThrowsAnyAsync<Exception>(() => PostAsync(new LogLine("too late")));
    }

    private static CostQuery LastMonth => new(Lab.Now.UtcDateTime.AddDays(-30), Lab.Now.UtcDateTime);

    private static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    private async Task<long> VersionAsync() => (await lab.ReadAsync(c => c.DataVersions)).Single().Version;

    private Task<ImportFile> PostAsync(params LogLine[] lines) => PostLinesAsync([.. lines.Select(l => l.ToJson())]);

    private Task<ImportFile> PostLinesAsync(params string[] lines) => PostAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    private async Task<ImportFile> PostAsync(byte[] body)
    {
        using var stream = new MemoryStream(body);
        var request = new ImportRequest(ImportSource.Api, "gateway") { ApiKeyId = 1, Binding = new SenderBinding(TenantScope.All, null) };
        return await lab.Importer.ImportStreamAsync(stream, request, Lab.Tester, CancellationToken.None);
    }
}
