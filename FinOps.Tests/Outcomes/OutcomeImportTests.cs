using System.Globalization;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Outcomes;

/// <summary>Outcomes come in by the ways of usage: resumed, from the drop folder, bound to tenants, corrected.</summary>
public sealed class OutcomeImportTests
{
    [Fact]
    public async Task Import_StoppedHalfway_GoesOnBehindTheLastCommit()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var path = lab.Write("outcomes.ndjson", Lines(12_000));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lab.ImportAsync(path, new Callback(_ => stop.Cancel()), stop.Token));
        var half = Assert.Single(await lab.ReadAsync(c => c.ImportFiles));
        Assert.InRange(half.NewRecords, 1, 11_999);

        var whole = await lab.ImportAsync(path);

        Assert.Equal((half.Id, 12_000L, 0L, ImportState.Done), (whole.Id, whole.NewRecords, whole.DuplicateRecords, whole.State));
        Assert.Equal(12_000, (await lab.ReadAsync(c => c.Outcomes.Select(o => o.EventKey))).Count);
    }

    [Fact]
    public async Task DropFolder_FileThatNamesAnOutcome_IsImportedAsOutcomes()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase(), services => services.Configure<ImportOptions>(o => o.DropFolder = Path.Combine(Path.GetTempPath(), $"drop-{Guid.NewGuid():N}")));
        var folder = lab.Get<DropFolder>();
        Directory.CreateDirectory(folder.FolderPath);
        await File.WriteAllTextAsync(Path.Combine(folder.FolderPath, "monday.ndjson"), string.Join('\n', Lines(3)) + "\n");
        await folder.ScanAsync(default);

        var taken = await lab.Get<ImportQueue>().TakeAsync(default);
        await lab.Get<ImportQueue>().RunAsync(taken!, Lab.Tester, default);

        Assert.Equal(ImportKind.Outcomes, taken!.Kind);
        Assert.Equal(3, await lab.NewContext().Outcomes.CountAsync());
        TempFolders.Remove(folder.FolderPath);
    }

    [Fact]
    public async Task Import_OfABoundKey_RefusesOtherTenants()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var binding = new SenderBinding(TenantScope.Of(["acme"]), null);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', Lines(10)) + "\n"));

        var import = await lab.Importer.ImportStreamAsync(body, new ImportRequest(ImportSource.Api, "key") { Kind = ImportKind.Outcomes, Binding = binding }, Lab.Tester, default);

        Assert.Equal((5L, 5L, 0L), (import.NewRecords, import.RefusedLines, import.QuarantinedLines));
        Assert.Equal(["tenant_not_allowed"], binding.First.Select(r => r.Fault.Reason).Distinct());
        Assert.Equal("acme", Assert.Single(await lab.ReadAsync(c => c.Dimensions.Where(d => d.Kind == Core.Data.DimensionKind.Tenant).Select(d => d.Key))));
    }

    [Fact]
    public async Task Quarantine_CorrectedLine_BecomesAnOutcome()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("results.csv", Encoding.UTF8.GetBytes("timestamp,outcome_type,session_id\n2026-10-01T10:00:00Z,resolved_qwery,s1\n2026-10-01T11:00:00Z,resolved_query,s2\n"));
        var line = Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines));

        var result = await lab.Get<QuarantineEditor>().ReimportAsync(line.Id, line.Raw.Replace("qwery", "query", StringComparison.Ordinal), Lab.Tester);

        Assert.Equal(new Reimport(1, 0, 0), result);
        Assert.Equal(["s1", "s2"], (await lab.ReadAsync(c => c.Outcomes.Select(o => o.SessionId!))).Order());
    }

    [Theory]
    [InlineData("outcomes-october.ndjson", """{"timestamp":1,"kind":"x"}""", ImportKind.Outcomes)]
    [InlineData("outcomes-october.ndjson", """{"timestamp":1,"model":"gpt-4o","input_tokens":3}""", ImportKind.Usage)]
    [InlineData("log.json", """[ {"timestamp":1,"nested":{"model":"x"},"outcome_type":"agent_task"} ]""", ImportKind.Outcomes)]
    [InlineData("log.csv", "time;outcome;tenant\n1;2;3\n", ImportKind.Outcomes)]
    [InlineData("log.csv", "timestamp,model,outcome\n1,2,3\n", ImportKind.Usage)]
    [InlineData("log.ndjson", "{\"broken", ImportKind.Usage)]
    [InlineData("outcomes.csv", "", ImportKind.Outcomes)]
    public void Kind_OfALog_IsToldByItsFieldsAndElseByItsName(string name, string head, ImportKind expected) => Assert.Equal(expected, ImportKinds.Of(name, Encoding.UTF8.GetBytes(head)));

    private static IEnumerable<string> Lines(int count) => Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"timestamp":"2026-10-01T10:00:00Z","outcome_id":"o{{i}}","outcome_type":"agent_task","tenant_id":"{{(i % 2 == 0 ? "acme" : "globex")}}","trace_id":"t{{i}}"}"""));

    private sealed class Callback(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
