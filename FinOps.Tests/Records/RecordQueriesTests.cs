using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Records;

/// <summary>Pages of calls must list exactly the matching records, newest first, whatever the filter and wherever a page ends.</summary>
public sealed class RecordQueriesTests : IAsyncLifetime
{
    private static readonly RecordFilter ThreeDays = new(new DateOnly(2026, 10, 12), new DateOnly(2026, 10, 15));

    private Lab lab = null!;
    private List<LogLine> lines = [];

    private RecordQueries Records => lab.Get<RecordQueries>();

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        lines = LogLine.Many(600);
        await lab.ImportAsync("many.ndjson", lines.Select(l => l.ToJson()));
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    public static TheoryData<string> Filters() => [.. Cases.Keys];

    private static readonly Dictionary<string, (RecordFilter Filter, Func<LogLine, bool> Match)> Cases = new()
    {
        ["everything"] = (ThreeDays, _ => true),
        ["one day"] = (ThreeDays with { From = new(2026, 10, 13), To = new(2026, 10, 14) }, l => l.AtUtc.Day == 13),
        ["a tenant"] = (With(CostDimension.Tenant, "acme"), l => l.Tenant == "acme"),
        ["no tenant"] = (With(CostDimension.Tenant, ""), l => l.Tenant is null),
        ["two features"] = (With(CostDimension.Feature, "chat", "search"), l => l.Feature is "chat" or "search"),
        ["a model"] = (With(CostDimension.Model, LabPrices.Odd), l => l.Model == LabPrices.Odd),
        ["a provider"] = (With(CostDimension.Provider, LabPrices.Provider), _ => true),
        ["a user"] = (With(CostDimension.User, "u1"), l => l.User == "u1"),
        ["a route"] = (With(CostDimension.Route, "fallback"), l => l.Route == "fallback"),
        ["a task"] = (With(CostDimension.Task, "t2"), l => l.Task == "t2"),
        ["a team"] = (With(CostDimension.Team, "blue"), l => l.Team == "blue"),
        ["an environment"] = (With(CostDimension.Environment, "staging"), l => l.Environment == "staging"),
        ["failures"] = (With(CostDimension.Status, "timeout", "error"), l => l.Status is "timeout" or "error"),
        ["unpriced"] = (ThreeDays with { IsUnpriced = true }, l => l.Model == LabPrices.Unknown),
        ["nobody"] = (With(CostDimension.Tenant, "nobody"), _ => false),
        ["several at once"] = (ThreeDays with { Filters = [new(CostDimension.Tenant, ["acme"]), new(CostDimension.User, ["u1", "u2"]), new(CostDimension.Model, [LabPrices.Even])] },
            l => l is { Tenant: "acme", User: "u1" or "u2", Model: LabPrices.Even }),
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task PageAsync_ThroughAllPages_ListsExactlyTheMatches(string name)
    {
        var (filter, match) = Cases[name];
        var expected = lines.Where(match).OrderByDescending(l => l.AtUtc).Select(l => (string?)l.RequestId).ToList();

        Assert.Equal(expected, (await PagesAsync(filter, 7)).Select(r => r.RequestId));
        Assert.Equal(expected, await Records.AllAsync(filter, TenantScope.All, default).Select(r => r.RequestId).ToListAsync());
    }

    [Fact]
    public async Task PageAsync_OfFlaggedCalls_ListsThoseWhoseUsageDidNotAddUp()
    {
        var file = await lab.ImportAsync("odd.ndjson",
        [
            """{"timestamp":"2026-10-13T09:00:00Z","request_id":"odd-total","tenant_id":"acme","feature_id":"chat","provider":"lab","model":"even-1","usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":99}}""",
        ]);

        Assert.Equal((1L, 0L, 1L), (file.NewRecords, file.QuarantinedLines, (await lab.ReadAsync(c => c.ImportFiles)).Single(f => f.Id == file.Id).FlaggedRecords));
        var found = Assert.Single(await PagesAsync(ThreeDays with { IsFlagged = true }, 7));
        Assert.Equal(("odd-total", UsageFlags.TotalMismatch), (found.RequestId, found.Flags));
        Assert.Null(await Records.TotalAsync(ThreeDays with { IsFlagged = true }, TenantScope.All, default));
    }

    [Fact]
    public async Task PageAsync_OfAnHourInSeveralParts_IsNewestFirstAcrossThem()
    {
        var at = new DateTime(2026, 10, 15, 9, 0, 0, DateTimeKind.Utc);
        var early = Enumerable.Range(0, 30).Select(i => new LogLine($"early-{i}") { AtUtc = at.AddSeconds(i * 2) }).ToList();
        var late = Enumerable.Range(0, 30).Select(i => new LogLine($"late-{i}") { AtUtc = at.AddSeconds((i * 2) + 1) }).ToList();
        await lab.ImportAsync("early.ndjson", early.Select(l => l.ToJson()));
        await using (var context = lab.NewContext())
        {
            await context.DataVersions.ExecuteUpdateAsync(v => v.SetProperty(x => x.NextRecordId, 5L << 20));
        }

        await lab.ImportAsync("late.ndjson", late.Select(l => l.ToJson()));

        var filter = new RecordFilter(new DateOnly(2026, 10, 15), new DateOnly(2026, 10, 16));
        Assert.Equal(early.Concat(late).OrderByDescending(l => l.AtUtc).Select(l => (string?)l.RequestId), (await PagesAsync(filter, 7)).Select(r => r.RequestId));
        Assert.Equal(2, (await lab.ReadAsync(c => c.UsageRecords.Where(r => r.RequestId == "early-0" || r.RequestId == "late-0").Select(r => r.Id))).Select(StoredEvents.ChunkOf).Distinct().Count());
    }

    [Fact]
    public async Task PageAsync_OfCallsAtTheSameInstant_LosesNone()
    {
        var at = new DateTime(2026, 10, 14, 9, 0, 0, DateTimeKind.Utc);
        await lab.ImportAsync("same.ndjson", Enumerable.Range(0, 20).Select(i => (new LogLine($"same-{i}") { AtUtc = at, Tenant = "twins" }).ToJson()));

        var rows = await PagesAsync(With(CostDimension.Tenant, "twins"), 3);

        Assert.Equal(20, rows.Select(r => r.RequestId).Distinct().Count());
        Assert.Equal(20, rows.Count);
    }

    [Fact]
    public async Task PageAsync_WithoutAnId_ReadsADayOfHoursAndSaysHowFarItCame()
    {
        // One call an hour for three days, and only the oldest has the other claim that is looked for: no rollup knows which.
        var start = new DateTime(2026, 9, 1, 0, 30, 0, DateTimeKind.Utc);
        await lab.ImportAsync("hourly.ndjson", Enumerable.Range(0, 72).Select(i => (new LogLine($"h-{i}") { AtUtc = start.AddHours(i) }).ToJson().Replace("}", i == 0 ? ",\"cost_usd\":9}" : "}", StringComparison.Ordinal)));
        var filter = new RecordFilter(new(2026, 9, 1), new(2026, 9, 4)) { HasOtherClaim = true };

        var first = await Records.PageAsync(filter, TenantScope.All, null, 10, default);
        var second = await Records.PageAsync(filter, TenantScope.All, first.Next, 10, default);
        var third = await Records.PageAsync(filter, TenantScope.All, second.Next, 10, default);

        Assert.Equal((0, new DateTime(2026, 9, 3, 0, 0, 0)), (first.Rows.Count, first.SearchedBackTo));
        Assert.Equal((0, new DateTime(2026, 9, 2, 0, 0, 0)), (second.Rows.Count, second.SearchedBackTo));
        Assert.Equal("h-0", Assert.Single(third.Rows).RequestId);
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task PageAsync_OfARequestId_FindsItOutsideThePeriod()
    {
        var wanted = lines[^1];
        var filter = new RecordFilter(new(2026, 1, 1), new(2026, 1, 2)) { Id = wanted.RequestId };

        var row = Assert.Single((await Records.PageAsync(filter, TenantScope.All, null, 10, default)).Rows);

        Assert.Equal((wanted.RequestId, wanted.Tenant ?? ""), (row.RequestId, row.Tenant));
    }

    [Theory]
    [InlineData("trace-1")]
    [InlineData("session-1")]
    [InlineData("run-1")]
    [InlineData("parent-1")]
    public async Task PageAsync_OfAnotherId_FindsItsCallsWithinThePeriod(string id)
    {
        var line = new LogLine("linked") { AtUtc = new(2026, 10, 13, 5, 0, 0, DateTimeKind.Utc) };
        var ids = ",\"trace_id\":\"trace-1\",\"session_id\":\"session-1\",\"agent_run_id\":\"run-1\",\"parent_request_id\":\"parent-1\"}";
        await lab.ImportAsync("ids.ndjson", [line.ToJson().TrimEnd('}') + ids]);

        Assert.Equal("linked", Assert.Single(await PagesAsync(ThreeDays with { Id = id }, 5)).RequestId);
        Assert.Empty(await PagesAsync(ThreeDays with { From = new(2026, 10, 14), Id = id }, 5));
    }

    [Fact]
    public async Task PageAsync_OfALongPeriod_IsRefused()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => Records.PageAsync(ThreeDays with { To = ThreeDays.From.AddDays(32) }, TenantScope.All, null, 10, default));

        Assert.Contains("31 days", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_OfACall_CarriesItsFigures()
    {
        var line = lines.First(l => l.Model == LabPrices.Odd);
        var row = Assert.Single((await Records.PageAsync(ThreeDays with { Id = line.RequestId }, TenantScope.All, null, 1, default)).Rows);

        Assert.Equal((line.CostNanos, line.Input, line.CacheRead, line.Output), (row.CostNanos, row.InputTokens, row.CacheReadTokens, row.OutputTokens));
        Assert.Equal(Instants.ToMicros(line.AtUtc), row.OccurredAtMicros);
    }

    [Fact]
    public async Task Row_OfAnUnpricedCall_HasNoCost()
    {
        var line = lines.First(l => l.Model == LabPrices.Unknown);
        var row = Assert.Single((await Records.PageAsync(ThreeDays with { Id = line.RequestId }, TenantScope.All, null, 1, default)).Rows);

        Assert.Null(row.CostNanos);
        Assert.Equal(UnpricedReason.UnknownModel, row.UnpricedReason);
    }

    [Fact]
    public async Task TotalAsync_WhereARollupKnows_EqualsTheList()
    {
        var filter = With(CostDimension.Tenant, "acme");
        var total = await Records.TotalAsync(filter, TenantScope.All, default);

        Assert.Equal(lines.Count(l => l.Tenant == "acme"), total!.Requests);
        Assert.Equal(lines.Where(l => l.Tenant == "acme").Sum(l => l.CostNanos), total.EffectiveCostNanos);
    }

    [Theory]
    [InlineData("1760000000000000-12", 1_760_000_000_000_000, 12)]
    [InlineData("-5-0", -5, 0)]
    public void Cursor_OfAnAddress_IsRead(string text, long micros, long id)
    {
        Assert.Equal(new RecordCursor(micros, id), RecordCursor.Parse(text));
        Assert.Equal(text, new RecordCursor(micros, id).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("a-b")]
    [InlineData("1--2")]
    public void Cursor_OfNonsense_IsNone(string? text) => Assert.Null(RecordCursor.Parse(text));

    private static RecordFilter With(CostDimension dimension, params string[] values) => ThreeDays with { Filters = [new(dimension, values)] };

    private async Task<List<RecordRow>> PagesAsync(RecordFilter filter, int size)
    {
        var all = new List<RecordRow>();
        for (RecordCursor? before = null; ;)
        {
            var page = await Records.PageAsync(filter, TenantScope.All, before, size, default);
            Assert.True(page.Rows.Count <= size);
            all.AddRange(page.Rows);
            if (page.Next is not { } next)
            {
                return all;
            }

            before = next;
        }
    }
}
