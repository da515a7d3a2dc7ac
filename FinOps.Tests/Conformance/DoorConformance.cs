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
    public async Task Keys_MadeUsedRotatedAndRevoked_OpenOnlyWhileTheyShould()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var (editor, verifier, uses) = (lab.Get<ApiKeyEditor>(), lab.Get<ApiKeyVerifier>(), lab.Get<ApiKeyUses>());
        var draft = new ApiKeyDraft { Name = "gateway", Scopes = { ApiScope.Ingest }, Tenants = { "acme", "globex" }, ExpiresUtc = Lab.Now.UtcDateTime.AddDays(1) };
        var created = Assert.IsType<ApiKeyResult.Made>(await editor.CreateAsync(draft, Lab.Tester, default));

        var verified = await verifier.VerifyAsync(created.Text, "10.0.0.5", default);
        Assert.Equal(["ingest"], verified!.Scopes);
        Assert.Equal(["acme", "globex"], verified.Tenants.Keys.Order());
        Assert.Null(await verifier.VerifyAsync(created.Text.ToUpperInvariant(), null, default));
        await uses.SaveAsync(default);
        var key = Assert.Single(await lab.Get<ApiKeyQueries>().ListAsync(Lab.Tester, default));
        Assert.Equal(("10.0.0.5", 1L, Core.Data.Instants.ToDay(Core.Data.Instants.ToMicros(Lab.Now))), (key.LastUsedFrom, key.RequestsOnDay, key.UsedDay));

        var rotated = Assert.IsType<ApiKeyResult.Made>(await editor.RotateAsync(key.Prefix, new ApiKeyRotation(Lab.Now.UtcDateTime.AddHours(1)), Lab.Tester, default));
        Assert.NotNull(await verifier.VerifyAsync(rotated.Text, null, default));
        Assert.NotNull(await verifier.VerifyAsync(created.Text, null, default));
        await uses.SaveAsync(default);
        Assert.NotNull((await lab.Get<ApiKeyQueries>().FindAsync(key.Prefix, Lab.Tester, default))!.OldLastUsedAtMicros);

        Assert.IsType<ApiKeyResult.Saved>(await editor.RevokeAsync(key.Prefix, "over", Lab.Tester, default));
        Assert.IsType<ApiKeyResult.Conflict>(await editor.RevokeAsync(key.Prefix, "over", Lab.Tester, default));
        Assert.Null(await verifier.VerifyAsync(rotated.Text, null, default));
    }
}
