using System.Runtime.CompilerServices;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Months;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Usage;

/// <summary>The statements of one transaction: batches are appended, then it is ended.</summary>
internal sealed class SqliteBatchWriter(SqliteConnection connection, BudgetBooks books) : IDisposable
{
    /// <summary>A batch of fewer records is summed here and now: handing it to another thread takes longer.</summary>
    private const int WorthAThread = 2_000;

    private readonly RollupBuilder rollups = new();
    private readonly SqliteRecordWriter records = new(connection);
    private readonly SqliteCellWriter cells = new(connection);
    private readonly SqliteSealedWeeks weeks = new(connection);
    private readonly SqliteBudgetWriter budgets = new(connection, books);
    private readonly SqliteStatement insertName = new(connection, UsageSqliteSql.InsertName);
    private readonly SqliteStatement findName = new(connection, UsageSqliteSql.FindName);
    private readonly SqliteStatement insertQuarantine = new(connection, UsageSqliteSql.InsertQuarantine);
    private readonly SqliteStatement updateFile = new(connection, UsageSqliteSql.UpdateFile);
    private readonly SqliteStatement isCancelRequested = new(connection, UsageSqliteSql.IsCancelRequested);
    private readonly SqliteStatement readVersion = new(connection, UsageSqliteSql.ReadVersion);
    private readonly SqliteStatement writeVersion = new(connection, UsageSqliteSql.WriteVersion);
    private readonly SqliteStatement closedMonths = new(connection, MonthSql.Settled);
    private readonly long[] measures = new long[Measures.Count];
    private Task summing = Task.CompletedTask;
    private EventFilter? filter;
    private ClosedMonths closed = ClosedMonths.None;
    private BudgetBook book = BudgetBook.Empty;
    private CommitOutcome outcome;
    private string? unknownFields;
    private long version;
    private long nextId;

    /// <summary>The data version before the open transaction.</summary>
    public long VersionBefore => version;

    /// <summary>Records added in the open transaction.</summary>
    public int Records => outcome.New;

    /// <summary>Rollup cells that the open transaction will write.</summary>
    public int Cells => rollups.Count;

    /// <summary>Reads where the ids and the filter stand. Call right after the transaction began.</summary>
    public void Begin(SqliteWriteGate gate)
    {
        readVersion.Step();
        (version, nextId) = (readVersion.Int64(0), readVersion.Int64(1));
        readVersion.Reset();
        filter = gate.FilterFor(connection, nextId);
        closed = ClosedMonths.In(closedMonths);
        book = budgets.Book();
        rollups.Clear();
        rollups.Segments.Use(book);
        records.Begin(nextId);
        outcome = default;
        unknownFields = null;
    }

    /// <summary>Writes a batch's records here and now, and sums its rollups beside the next batch; the task ends when the batch is free again.</summary>
    public Task Append(RatedBatch batch, long nowMicros)
    {
        AppendRecords(batch, nowMicros);
        AppendQuarantine(batch, nowMicros);
        unknownFields = batch.UnknownFields ?? unknownFields;
        if (batch.Count < WorthAThread && summing.IsCompletedSuccessfully)
        {
            Sum(batch);
            return Task.CompletedTask;
        }

        return summing = SumAsync(summing, batch);
    }

    /// <summary>Writes a batch's records without their sums and without the lines set aside, which may get longer by it.</summary>
    public void AppendRecords(RatedBatch batch, long nowMicros)
    {
        StoreNames(batch.NewNames, nowMicros);
        StoreRecords(batch);
    }

    /// <summary>Writes the rollups and the version; the caller commits, and keeps the rows of the imports.</summary>
    public CommitOutcome End(long nowMicros)
    {
        summing.GetAwaiter().GetResult();
        cells.Write(rollups, weeks.Keep(rollups));
        budgets.Write(rollups, book);
        writeVersion.Bind(version + 1).Bind(nextId + outcome.New).Bind(nowMicros).Run();
        return outcome with { Version = version + 1 };
    }

    /// <summary>Writes the rollups, the file's progress and the version; the caller commits.</summary>
    public CommitOutcome End(int importFileId, long nowMicros)
    {
        updateFile.Bind(outcome.EndOffset).Bind(outcome.EndLine).Bind(outcome.New).Bind(outcome.Duplicates).Bind(outcome.Quarantined)
            .Bind(outcome.Unpriced).Bind(outcome.Flagged).Bind(outcome.CostNanos).BindText(unknownFields).Bind(nowMicros).Bind(importFileId).Run();
        var isCanceled = isCancelRequested.Bind(importFileId).Step() && isCancelRequested.Int64(0) != 0;
        isCancelRequested.Reset();
        return End(nowMicros) with { IsCancelRequested = isCanceled };
    }

    public void Committed()
    {
        filter!.ThroughRecordId = nextId + outcome.New - 1;
        outcome = default;
        rollups.Clear();
    }

    public void Dispose()
    {
        records.Dispose();
        cells.Dispose();
        weeks.Dispose();
        budgets.Dispose();
        foreach (var statement in new[] { insertName, findName, insertQuarantine, updateFile, isCancelRequested, readVersion, writeVersion, closedMonths })
        {
            statement.Dispose();
        }
    }

    private void StoreNames(List<NamedValue> names, long nowMicros)
    {
        foreach (var name in names)
        {
            insertName.Bind((int)name.Kind).BindText(name.Parent).BindText(name.Key).Bind(nowMicros).Run();
            findName.Bind((int)name.Kind).BindText(name.Parent).BindText(name.Key).Step();
            name.Id = (int)findName.Int64(0);
            findName.Reset();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StoreRecords(RatedBatch batch)
    {
        int added = 0, duplicates = 0, unpriced = 0, flagged = 0;
        long cost = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var report = ref batch.Reports[i];
            ref readonly var rated = ref batch.Rated[i];
            if (report.OccurredAtMicros < closed.KeptFromMicros)
            {
                batch.IsNew[i] = false;
                batch.Lines.Reject(report.RawLine, UsageFaults.Pruned(closed.KeptFromMicros));
                continue;
            }

            var standing = records.Find(report, filter!);
            batch.IsNew[i] = standing == EventStanding.New;
            if (standing != EventStanding.New)
            {
                duplicates += standing == EventStanding.Duplicate ? 1 : 0;
                RejectConflict(batch, report, standing);
                continue;
            }

            batch.Rated[i].CorrectionNanos = closed.LateCost(report, rated);
            records.Insert(nextId + outcome.New + added, batch.ImportFileId, batch, report, rated);
            filter!.Add(report.KeyHigh, report.KeyLow);
            added++;
            unpriced += rated.Reason == UnpricedReason.None ? 0 : 1;
            flagged += report.Flags == UsageFlags.None ? 0 : 1;
            cost += rated.Cost.TotalNanos;
        }

        batch.Stored = default(CommitOutcome).Plus(added, duplicates, batch.Lines.Rejected.Count, unpriced, flagged, cost, batch.Lines);
        outcome = outcome.Plus(added, duplicates, batch.Lines.Rejected.Count, unpriced, flagged, cost, batch.Lines);
    }

    private async Task SumAsync(Task before, RatedBatch batch)
    {
        await before;
        await Task.Run(() => Sum(batch));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum(RatedBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch.IsNew[i])
            {
                continue;
            }

            ref readonly var report = ref batch.Reports[i];
            ref readonly var rated = ref batch.Rated[i];
            RecordMeasures.Fill(report, rated, measures);
            rollups.Add(new RollupEntry
            {
                Hour = Instants.ToHour(report.OccurredAtMicros),
                OccurredAtMicros = report.OccurredAtMicros,
                Key = RecordMeasures.Key(report, rated),
                LatencyMs = report.LatencyMs,
                Measures = measures,
            });
        }
    }

    private static void RejectConflict(RatedBatch batch, in UsageReport report, EventStanding standing)
    {
        if (standing == EventStanding.Conflict)
        {
            var id = System.Text.Encoding.UTF8.GetString(batch.Text(report.RequestId));
            batch.Lines.Reject(report.RawLine, UsageFaults.Conflict(id));
        }
    }

    /// <summary>Writes the lines of a batch that are set aside.</summary>
    public void AppendQuarantine(RatedBatch batch, long nowMicros)
    {
        foreach (var line in batch.Lines.Rejected)
        {
            insertQuarantine.Bind(batch.ImportFileId).Bind(line.LineNumber).BindText(line.Fault.Field).BindText(line.Fault.Reason)
                .BindText(line.Fault.Message).BindText(line.Raw.Replace('\0', '\uFFFD')).Bind(nowMicros).Run();
        }
    }
}
