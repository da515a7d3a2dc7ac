using FinOps.Core.Access;
using FinOps.Core.Imports;

namespace FinOps.Tests.Conformance;

/// <summary>What several people or processes may try at once is decided by the database, on every database.</summary>
public abstract class DoorConformance
{
    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Queue_ManyTakersAtOnce_HandOutEachLogOnce()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var queue = lab.Get<ImportQueue>();
        var ids = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            var path = lab.Write($"q{i}.ndjson", [new LogLine($"q{i}").ToJson()]);
            ids.Add(await queue.AddAsync(path, new ImportRequest(ImportSource.DropFolder, $"q{i}.ndjson"), Lab.Tester, default));
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => queue.TakeAsync(default))));

        Assert.Equal(ids, taken.OfType<ImportFile>().Select(f => f.Id).Order());
    }

    [ConformanceFact]
    public async Task Queue_RunnerThatDied_IsReplacedOnceItsLeaseHasPassed()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var queue = lab.Get<ImportQueue>();
        var lines = LogLine.Many(100);
        await queue.AddAsync(lab.Write("usage.ndjson", lines.Select(l => l.ToJson())), new ImportRequest(ImportSource.DropFolder, "usage.ndjson"), Lab.Tester, default);
        var first = await queue.TakeAsync(default);
        var tooEarly = await queue.TakeAsync(default);
        lab.Clock.Advance(ImportQueue.Lease + TimeSpan.FromSeconds(1));

        var second = await queue.TakeAsync(default);
        await queue.RunAsync(second!, Lab.Tester, default);

        Assert.Null(tooEarly);
        Assert.Equal(first!.Id, second!.Id);
        Assert.Equal(ImportState.Done, Assert.Single(await lab.ReadAsync(c => c.ImportFiles)).State);
        await ImportConformance.AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Import_TwoLogsAtOnceWithSharedLines_StoreEachEventOnce()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(4_000);
        var a = lab.Write("a.ndjson", lines.Take(3_000).Select(l => l.ToJson()));
        var b = lab.Write("b.ndjson", lines.Skip(1_000).Reverse().Select(l => l.ToJson()));

        var files = await Task.WhenAll(Task.Run(() => lab.ImportAsync(a)), Task.Run(() => lab.ImportAsync(b)));

        Assert.All(files, f => Assert.Equal(ImportState.Done, f.State));
        Assert.Equal((4_000L, 2_000L), (files.Sum(f => f.NewRecords), files.Sum(f => f.DuplicateRecords)));
        await ImportConformance.AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Profiles_TwoEditorsOfOneVersion_OnlyTheFirstSaves()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var editor = lab.Get<MappingProfileEditor>();
        var definition = (await lab.Get<MappingProfiles>().ListAsync()).First(p => p.Definition.Fields.Count > 0).Definition;
        var created = Assert.IsType<MappingEdit.Saved>(await editor.SaveAsync("mine", definition, 0, Lab.Tester));

        var first = await editor.SaveAsync("mine", definition, created.Version, Lab.Tester);
        var second = await editor.SaveAsync("mine", definition, created.Version, Lab.Tester);
        var otherCase = await editor.SaveAsync("Mine", definition, 0, Lab.Tester);

        Assert.IsType<MappingEdit.Saved>(first);
        Assert.IsType<MappingEdit.Conflict>(second);
        Assert.IsType<MappingEdit.Saved>(otherCase);
    }

    [ConformanceFact]
    public async Task Profiles_SavedByManyAtOnce_OneWins()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var editor = lab.Get<MappingProfileEditor>();
        var definition = (await lab.Get<MappingProfiles>().ListAsync()).First(p => p.Definition.Fields.Count > 0).Definition;

        var edits = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => editor.SaveAsync("mine", definition, 0, Lab.Tester))));

        Assert.Single(edits.OfType<MappingEdit.Saved>());
        Assert.Equal(5, edits.OfType<MappingEdit.Conflict>().Count());
    }

    [ConformanceFact]
    public async Task Keys_MadeUsedAndRevoked_OpenOnlyWhileTheyShould()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var keys = lab.Get<ApiKeys>();
        var created = await keys.CreateAsync("gateway", ["ingest"], Lab.Now.AddDays(1), Lab.Tester, default);

        Assert.Equal(["ingest"], (await keys.VerifyAsync(created.Text, default))!.Scopes);
        Assert.Null(await keys.VerifyAsync(created.Text[..^1] + (created.Text[^1] == '0' ? '1' : '0'), default));
        Assert.Null(await keys.VerifyAsync(created.Text.ToUpperInvariant(), default));
        await keys.SaveLastUsedAsync(default);
        Assert.NotNull(Assert.Single(await keys.ListAsync(Lab.Tester, default)).LastUsedAtMicros);

        Assert.True(await keys.RevokeAsync(created.Key.Prefix, Lab.Tester, default));
        Assert.False(await keys.RevokeAsync(created.Key.Prefix, Lab.Tester, default));
        Assert.Null(await keys.VerifyAsync(created.Text, default));
    }
}
