using FinOps.Core.Usage;
using FinOps.Tests.Conformance;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Usage;

public sealed class StoredEventsTests
{
    private static readonly DateTime Day = new(2026, 10, 14, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Find_EventInAnyHourAndChunk_ReturnsItsContent()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("usage.ndjson", Enumerable.Range(0, 60).Select(i => new LogLine($"r{i}") { AtUtc = Day.AddHours(i % 10), Output = i }.ToJson()));
        await using var context = lab.NewContext();
        await context.Database.ExecuteSqlRawAsync("UPDATE UsageRecord SET KeyChunk=Id%3");
        var records = await context.UsageRecords.AsNoTracking().ToListAsync();
        await context.Database.OpenConnectionAsync();
        using var events = new StoredEvents((SqliteConnection)context.Database.GetDbConnection());
        events.Begin(3L << 20);

        foreach (var record in records)
        {
            Assert.Equal(record.ContentHash, events.Find(record.OccurredHour, record.EventKey));
            Assert.Equal(record.ContentHash, events.Find(record.OccurredHour + 3, record.EventKey));
            Assert.Equal(record.ContentHash, events.Find(record.OccurredHour - 500, record.EventKey));
        }

        Assert.Null(events.Find(records[0].OccurredHour, new byte[16]));
    }

    [Fact]
    public async Task Find_EventNotedAfterTheLook_IsFoundFromAnotherHour()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("usage.ndjson", [new LogLine("a") { AtUtc = Day }.ToJson()]);
        await using var context = lab.NewContext();
        await context.Database.OpenConnectionAsync();
        using var events = new StoredEvents((SqliteConnection)context.Database.GetDbConnection());
        events.Begin(2);
        Assert.Null(events.Find(0, new byte[16]));
        await lab.ImportAsync("more.ndjson", [new LogLine("b") { AtUtc = Day.AddHours(7) }.ToJson()]);
        var late = await context.UsageRecords.AsNoTracking().SingleAsync(r => r.RequestId == "b");

        events.Note(late.OccurredHour, late.Id);

        Assert.Equal(late.ContentHash, events.Find(late.OccurredHour + 1, late.EventKey));
    }
}
