using FinOps.Core.Imports;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Conformance;

/// <summary>What an import must do on every database.</summary>
public abstract class ImportConformance
{
    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Import_FreshLog_StoresEveryRecordOnceWithItsCost()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(3_000);

        var file = await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        Assert.Equal((ImportState.Done, 3_000L, 0L, 0L), (file.State, file.NewRecords, file.DuplicateRecords, file.QuarantinedLines));
        Assert.Equal(lines.Count(l => l.Model == LabPrices.Unknown), file.UnpricedRecords);
        Assert.Equal(lines.Sum(l => l.CostNanos), file.EffectiveCostNanos);
        var stored = (await lab.ReadAsync(c => c.UsageRecords)).ToDictionary(r => r.RequestId!);
        Assert.Equal(lines.Count, stored.Count);
        Assert.All(lines, l => Same(l, stored[l.RequestId]));
    }

    [ConformanceFact]
    public async Task Import_FreshLog_NamesEveryDimensionByteForByte()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(500);

        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        var names = (await lab.ReadAsync(c => c.Dimensions)).ToDictionary(d => d.Id);
        var stored = (await lab.ReadAsync(c => c.UsageRecords)).ToDictionary(r => r.RequestId!);
        string? NameOf(int id) => id == 0 ? null : names[id].Key;
        Assert.All(lines, l =>
        {
            var r = stored[l.RequestId];
            Assert.Equal(
                (l.Tenant, l.Feature, l.User, l.Team, l.Route, l.Task, l.Environment, l.Model),
                (NameOf(r.TenantId), NameOf(r.FeatureId), NameOf(r.UserId), NameOf(r.TeamId), NameOf(r.RouteId), NameOf(r.TaskId), NameOf(r.EnvironmentId), NameOf(r.ModelId)!));
            Assert.Equal(LabPrices.Provider, names[r.ModelId].Parent);
        });
    }

    [ConformanceFact]
    public async Task Import_RepeatsInsideOneLog_AreCountedAndStoredOnce()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(400);
        var log = lines.Concat(lines.Take(100)).Concat(lines.Skip(50).Take(10)).Select(l => l.ToJson());

        var file = await lab.ImportAsync("usage.ndjson", log);

        Assert.Equal((400L, 110L), (file.NewRecords, file.DuplicateRecords));
        await AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Import_SameEventAtAnotherTime_IsADuplicate()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var line = new LogLine("once");
        var later = line with { AtUtc = line.AtUtc.AddHours(5) };

        var first = await lab.ImportAsync("a.ndjson", [line.ToJson(), later.ToJson()]);
        var second = await lab.ImportAsync("b.ndjson", [(line with { AtUtc = line.AtUtc.AddDays(2) }).ToJson()]);

        Assert.Equal((1L, 1L), (first.NewRecords, first.DuplicateRecords));
        Assert.Equal((0L, 1L), (second.NewRecords, second.DuplicateRecords));
        Assert.Equal(1, await CountAsync(lab));
    }

    [ConformanceFact]
    public async Task Import_LinesWithoutRequestId_AreToldApartByContent()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(200).Select(l => l.ToJson().Replace($"\"request_id\":\"{l.RequestId}\",", "", StringComparison.Ordinal)).ToList();

        var first = await lab.ImportAsync("a.ndjson", lines);
        var second = await lab.ImportAsync("b.ndjson", lines.AsEnumerable().Reverse());

        Assert.Equal((200L, 0L), (first.NewRecords, first.DuplicateRecords));
        Assert.Equal((0L, 200L), (second.NewRecords, second.DuplicateRecords));
    }

    [ConformanceFact]
    public async Task Import_SameLogAgainAndRenamed_AddsNothingAndNamesTheFirst()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(500);
        var log = lines.Select(l => l.ToJson()).ToList();
        var first = await lab.ImportAsync("usage.ndjson", log);

        var again = await lab.ImportAsync("usage.ndjson", log);
        var renamed = await lab.ImportAsync("copy of usage.ndjson", log);

        Assert.Equal((0L, 0L), (again.Id == first.Id ? 0 : again.NewRecords, renamed.NewRecords));
        Assert.Equal((ImportState.Duplicate, first.Id), (renamed.State, renamed.DuplicateOfId));
        await AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Import_OverlappingLogs_AddOnlyWhatIsNew()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(1_000);

        var first = await lab.ImportAsync("a.ndjson", lines.Take(700).Select(l => l.ToJson()));
        var second = await lab.ImportAsync("b.ndjson", lines.Skip(400).Select(l => l.ToJson()));

        Assert.Equal((700L, 0L), (first.NewRecords, first.DuplicateRecords));
        Assert.Equal((300L, 300L), (second.NewRecords, second.DuplicateRecords));
        await AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Import_LogThatGrew_ReadsOnlyTheNewLines()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(900);
        var path = lab.Write("grow.ndjson", lines.Take(300).Select(l => l.ToJson()));
        var first = await lab.ImportAsync(path);
        await File.AppendAllLinesAsync(path, lines.Skip(300).Select(l => l.ToJson()));

        var second = await lab.ImportAsync(path);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal((900L, 0L, 900L), (second.NewRecords, second.DuplicateRecords, second.CommittedLines));
        Assert.Equal(new FileInfo(path).Length, second.CommittedOffset);
        await AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Import_BadLinesAmongGood_AreQuarantinedAndHoldNothingBack()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = LogLine.Many(50);
        var log = lines.Select(l => l.ToJson()).ToList();
        log.Insert(10, "{ this is no JSON");
        log.Insert(20, (new LogLine("bad") { Input = -5 }).ToJson());

        var file = await lab.ImportAsync("usage.ndjson", log);

        Assert.Equal((50L, 2L), (file.NewRecords, file.QuarantinedLines));
        var quarantined = (await lab.ReadAsync(c => c.QuarantinedLines.OrderBy(q => q.LineNumber))).ToList();
        Assert.Equal([11L, 21L], quarantined.Select(q => q.LineNumber));
        Assert.Equal(log[10], quarantined[0].Raw);
        Assert.Equal("input_tokens", quarantined[1].Field);
        Assert.All(quarantined, q => Assert.Equal((file.Id, QuarantineState.Open), (q.ImportFileId, q.State)));
        Assert.All(quarantined, q => Assert.NotEmpty(q.Message));
    }

    [ConformanceFact]
    public async Task Import_UnpricedModel_IsStoredWithItsReasonAndNoCost()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.AddPricesAsync([LabPrices.Of("late-1", LabPrices.RatesOf(LabPrices.Even), new DateTime(2026, 10, 18, 0, 0, 0, DateTimeKind.Utc))]);

        var file = await lab.ImportAsync("usage.ndjson", [new LogLine("a") { Model = LabPrices.Unknown }.ToJson(), new LogLine("b").ToJson(), new LogLine("c") { Model = "late-1" }.ToJson()]);

        Assert.Equal((3L, 2L), (file.NewRecords, file.UnpricedRecords));
        var stored = (await lab.ReadAsync(c => c.UsageRecords)).ToDictionary(r => r.RequestId!);
        Assert.Equal((UnpricedReason.UnknownModel, 0L, null), (stored["a"].UnpricedReason, stored["a"].EffectiveCostNanos, stored["a"].PriceId));
        Assert.Equal(UnpricedReason.None, stored["b"].UnpricedReason);
        Assert.Equal((UnpricedReason.NoPriceAtTime, 0L), (stored["c"].UnpricedReason, stored["c"].EffectiveCostNanos));
    }

    [ConformanceFact]
    public async Task Import_EachCommit_MovesTheDataVersion()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var before = (await lab.ReadAsync(c => c.DataVersions)).Single().Version;

        await lab.ImportAsync("usage.ndjson", LogLine.Many(10).Select(l => l.ToJson()));

        var after = (await lab.ReadAsync(c => c.DataVersions)).Single();
        Assert.True(after.Version > before);
        Assert.Equal(Core.Data.Instants.ToMicros(Lab.Now), after.ChangedAtMicros);
    }

    internal static async Task AssertStoredAsync(Lab lab, IReadOnlyCollection<LogLine> lines)
    {
        var stored = await lab.ReadAsync(c => c.UsageRecords.Select(r => new { r.RequestId, Cost = r.InputCostNanos + r.CacheReadCostNanos + r.CacheWriteCostNanos + r.OutputCostNanos + r.FeeCostNanos }));
        Assert.Equal(lines.Select(l => l.RequestId).Order(StringComparer.Ordinal), stored.Select(r => r.RequestId).Order(StringComparer.Ordinal));
        Assert.Equal(lines.Sum(l => l.CostNanos), stored.Sum(r => r.Cost));
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    private static async Task<int> CountAsync(Lab lab)
    {
        await using var context = lab.NewContext();
        return await context.UsageRecords.CountAsync();
    }

    private static void Same(LogLine line, UsageRecord record)
    {
        Assert.Equal(
            (line.AtUtc, line.Input, line.CacheRead, line.CacheWrite, line.CacheWrite1h, line.Output, line.Reasoning, line.LatencyMs),
            (record.OccurredAtUtc, record.InputTokens, record.CacheReadTokens, record.CacheWrite5mTokens, record.CacheWrite1hTokens, record.OutputTokens, record.ReasoningTokens, record.LatencyMs));
        Assert.Equal(line.Status, record.Status.ToString().ToLowerInvariant());
        Assert.Equal(line.CostNanos, record.EffectiveCostNanos);
        Assert.Equal(record.EffectiveCostNanos, record.PromptCostNanos + record.ToolCostNanos + record.MemoryCostNanos + record.UnsplitCostNanos + record.OutputCostNanos);
        Assert.Equal(line.Input, record.PromptTokens + record.ToolTokens + record.MemoryTokens + record.UnsplitTokens);
        Assert.Equal(line.Layers ?? (0, 0, 0), (record.PromptTokens, record.ToolTokens, record.MemoryTokens));
    }
}
