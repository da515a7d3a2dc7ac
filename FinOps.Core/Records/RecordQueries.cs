using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Retention;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Records;

/// <summary>Reads single calls: pages of them, newest first, and all of a filter for downloads.</summary>
/// <remarks>
/// Records are found by hour. The rollups say which hours can hold a match, so that nothing else is read, and a search rests after
/// <see cref="HoursAtOnce"/> hours (a few seconds when it looks for an id) and says how far it came.
/// </remarks>
public sealed class RecordQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, DimensionNames names, TimeProvider time)
{
    /// <summary>How many hours with usage are read for one page; as many as a day has.</summary>
    public const int HoursAtOnce = 24;

    /// <summary>How long a search for an id goes on before it asks whether to go on.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private const int RowsPerRead = 1_000;
    private const int HoursPerSeek = 512;

    private readonly RecordHours hours = new(costs);

    /// <summary>One page of matching records, newest first.</summary>
    /// <param name="scope">Whose calls may be seen; others are not there, whatever the filter or the id says.</param>
    /// <param name="before">The cursor of the page before this one; null for the first.</param>
    /// <exception cref="ArgumentException">The period is empty or too long; the message says which.</exception>
    public async Task<RecordList> PageAsync(RecordFilter filter, TenantScope scope, RecordCursor? before, int take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var wanted = await costs.ResolveAsync(filter.Filters, scope, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (before is null && filter.Id is not null && await FindRequestAsync(context, filter, wanted, cancellation) is { Count: > 0 } found)
        {
            return new RecordList(await NamedAsync(found, cancellation), null, null);
        }

        var rows = new List<StoredRow>();
        var started = time.GetTimestamp();
        var read = 0;
        await foreach (var hour in HoursAsync(filter, scope, before, cancellation))
        {
            if (filter.Id is null ? read == HoursAtOnce : time.GetElapsedTime(started) > Patience)
            {
                var rest = (hour + 1) * Instants.MicrosPerHour;
                return new RecordList(await NamedAsync(rows, cancellation), new RecordCursor(rest, 0), Instants.ToUtc(rest));
            }

            read++;
            rows.AddRange(await NewestAsync(context, hour, records => Matching(records, filter, wanted, before), take + 1 - rows.Count, cancellation));
            if (rows.Count > take)
            {
                rows.RemoveAt(take);
                return new RecordList(await NamedAsync(rows, cancellation), new RecordCursor(rows[^1].OccurredAtMicros, rows[^1].Id), null);
            }
        }

        return new RecordList(await NamedAsync(rows, cancellation), null, null);
    }

    /// <summary>All matching records, newest first, read hour by hour; for downloads.</summary>
    /// <exception cref="ArgumentException">The period is empty or too long; the message says which.</exception>
    public async IAsyncEnumerable<RecordRow> AllAsync(RecordFilter filter, TenantScope scope, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var wanted = await costs.ResolveAsync(filter.Filters, scope, cancellation);
        await foreach (var hour in HoursAsync(filter, scope, null, cancellation))
        {
            for (RecordCursor? before = null; ;)
            {
                // A context for each read: a slow download must not hold one view of the database.
                await using var context = await contexts.CreateDbContextAsync(cancellation);
                var cursor = before;
                var rows = await NewestAsync(context, hour, records => Matching(records, filter, wanted, cursor), RowsPerRead, cancellation);
                foreach (var row in await NamedAsync(rows, cancellation))
                {
                    yield return row;
                }

                if (rows.Count < RowsPerRead)
                {
                    break;
                }

                before = new RecordCursor(rows[^1].OccurredAtMicros, rows[^1].Id);
            }
        }
    }

    /// <summary>How many calls match and what they cost, where a rollup knows; null where only the records do.</summary>
    public Task<CostMeasures?> TotalAsync(RecordFilter filter, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return hours.TotalAsync(filter, scope, cancellation);
    }

    /// <summary>The newest UTC day with usage, or null when there is none.</summary>
    public async Task<DateOnly?> NewestDayAsync(TenantScope scope, CancellationToken cancellation) =>
        await costs.ExtentAsync(scope, cancellation) is { } extent ? DateOnly.FromDateTime(extent.LastUtc.AddTicks(-1)) : null;

    private async IAsyncEnumerable<int> HoursAsync(RecordFilter filter, TenantScope scope, RecordCursor? before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (filter.Fault is { } fault)
        {
            throw new ArgumentException(fault);
        }

        var first = await FirstKeptAsync(cancellation) is { } kept && kept > filter.From ? kept : filter.From;
        for (var day = filter.To.AddDays(-1); day >= first; day = day.AddDays(-1))
        {
            if (before is { } cursor && Instants.ToMicros(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)) > cursor.Micros)
            {
                continue;
            }

            foreach (var hour in await hours.OfDayAsync(filter, scope, day, cancellation))
            {
                // At id 0 nothing of the cursor's own instant is left.
                if (before is not { } from || hour * Instants.MicrosPerHour < from.Micros + Math.Min(from.Id, 1))
                {
                    yield return hour;
                }
            }
        }
    }

    /// <summary>The first day whose records were not pruned; null for all.</summary>
    private async Task<DateOnly?> FirstKeptAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await RetentionQueries.KeptFromAsync(context, cancellation) is { } keptFrom ? DateOnly.FromDateTime(keptFrom) : null;
    }

    /// <summary>The newest of some records of an hour. The embedded database keeps them in the order of time within each chunk, so the newest of all are among the newest of each.</summary>
    private static async Task<List<StoredRow>> NewestAsync(
        FinOpsDbContext context, int hour, Func<IQueryable<UsageRecord>, IQueryable<UsageRecord>> matching, int take, CancellationToken cancellation)
    {
        if (context.Database.GetDbConnection() is not SqliteConnection connection)
        {
            return await InOrder(matching(context.UsageRecords.Where(r => r.OccurredHour == hour))).Take(take).ToListAsync(cancellation);
        }

        await context.Database.OpenConnectionAsync(cancellation);
        var rows = new List<StoredRow>();
        foreach (var chunk in StoredEvents.ChunksOf(connection, hour))
        {
            var part = context.UsageRecords.FromSqlRaw(UsageSqliteSql.RecordsOfChunk, new SqliteParameter("@hour", hour), new SqliteParameter("@chunk", chunk));
            rows.AddRange(await InOrder(matching(part)).Take(take).ToListAsync(cancellation));
        }

        return [.. rows.OrderByDescending(r => r.OccurredAtMicros).ThenByDescending(r => r.Id).Take(take)];
    }

    private static IQueryable<StoredRow> InOrder(IQueryable<UsageRecord> records) =>
        records.OrderByDescending(r => r.OccurredAtMicros).ThenByDescending(r => r.Id).Select(StoredRow.Of);

    private static IQueryable<UsageRecord> Matching(IQueryable<UsageRecord> records, RecordFilter filter, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> wanted, RecordCursor? before)
    {
        records = records.AsNoTracking().Matching(filter, wanted);
        if (before is { } cursor)
        {
            // The first condition says nothing new, but an index can begin there.
            records = records.Where(r => r.OccurredAtMicros <= cursor.Micros && (r.OccurredAtMicros < cursor.Micros || r.Id < cursor.Id));
        }

        if (filter.Id is { } id)
        {
            records = records.Where(r => r.RequestId == id || r.ParentRequestId == id || r.TraceId == id || r.SessionId == id || r.AgentRunId == id);
        }

        return records;
    }

    /// <summary>A request id is the event's key, which the unique index finds in any hour (and, on SQLite, chunk) without reading others.</summary>
    private static async Task<List<StoredRow>> FindRequestAsync(FinOpsDbContext context, RecordFilter filter, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> wanted, CancellationToken cancellation)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(filter.Id!)));
        var used = context.CostCells.Where(c => c.CubeId == Cube.TenantHour.Id).Select(c => (int?)c.Period);
        if (await used.MinAsync(cancellation) is not { } first || await used.MaxAsync(cancellation) is not { } last)
        {
            return [];
        }

        if (context.Database.GetDbConnection() is SqliteConnection connection)
        {
            await context.Database.OpenConnectionAsync(cancellation);
            var newestId = await context.DataVersions.Select(v => v.NextRecordId).SingleAsync(cancellation);
            return StoredEvents.IdOf(connection, key, first, last, newestId) is { } id
                ? await context.UsageRecords.AsNoTracking().Where(r => r.Id == id && r.RequestId == filter.Id).Matching(filter, wanted).Select(StoredRow.Of).ToListAsync(cancellation)
                : [];
        }

        for (var to = last; to >= first; to -= HoursPerSeek)
        {
            var seek = Enumerable.Range(Math.Max(first, to - HoursPerSeek + 1), Math.Min(HoursPerSeek, to - first + 1)).ToList();
            var rows = await context.UsageRecords.AsNoTracking().Where(r => seek.Contains(r.OccurredHour) && r.EventKey == key && r.RequestId == filter.Id)
                .Matching(filter, wanted).Select(StoredRow.Of).ToListAsync(cancellation);
            if (rows.Count > 0)
            {
                return rows;
            }
        }

        return [];
    }

    private async Task<IReadOnlyList<RecordRow>> NamedAsync(IReadOnlyList<StoredRow> rows, CancellationToken cancellation)
    {
        var ids = rows.SelectMany(r => new[] { r.TenantId, r.FeatureId, r.ModelId, r.UserId }).Where(id => id != 0).ToHashSet();
        var known = await names.NamesOfAsync(ids, cancellation);
        return [.. rows.Select(r => r.Named(known))];
    }
}
