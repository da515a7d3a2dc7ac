using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Usage;

/// <summary>Writes batches into the embedded database. One instance for each import; not thread-safe.</summary>
internal sealed class SqliteUsageStore : IUsageStore
{
    private readonly SqliteWriteGate gate;
    private readonly TimeProvider time;
    private readonly SqliteConnection connection;
    private readonly Lazy<SqliteBatchWriter> writer;

    public SqliteUsageStore(string connectionString, SqliteWriteGate gate, TimeProvider time)
    {
        this.gate = gate;
        this.time = time;
        connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteConnections.Prepare(connection);
        Execute("PRAGMA cache_size=-40000; PRAGMA wal_autocheckpoint=8000;");
        writer = new Lazy<SqliteBatchWriter>(() => new SqliteBatchWriter(connection));
    }

    public BatchOutcome Write(RatedBatch batch, int importFileId, CancellationToken cancellation)
    {
        gate.Enter(cancellation);
        try
        {
            Execute("BEGIN IMMEDIATE");
            try
            {
                var outcome = writer.Value.Write(batch, importFileId, gate, time.NowMicros());
                Execute("COMMIT");
                return outcome;
            }
            catch
            {
                Execute("ROLLBACK");
                batch.NewNames.ForEach(n => n.Id = 0);
                throw;
            }
        }
        finally
        {
            gate.Leave();
        }
    }

    public void Finish(CancellationToken cancellation)
    {
        gate.Enter(cancellation);
        try
        {
            gate.SaveIfGrown(connection);
        }
        finally
        {
            gate.Leave();
        }
    }

    public void Dispose()
    {
        if (writer.IsValueCreated)
        {
            writer.Value.Dispose();
        }

        connection.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>The statements of one batch, inside its transaction.</summary>
internal sealed class SqliteBatchWriter(SqliteConnection connection) : IDisposable
{
    private readonly RollupBuilder rollups = new();
    private readonly SqliteRecordWriter records = new(connection);
    private readonly SqliteCellWriter cells = new(connection);
    private readonly SqliteStatement insertName = new(connection, UsageSqliteSql.InsertName);
    private readonly SqliteStatement findName = new(connection, UsageSqliteSql.FindName);
    private readonly SqliteStatement insertQuarantine = new(connection, UsageSqliteSql.InsertQuarantine);
    private readonly SqliteStatement updateFile = new(connection, UsageSqliteSql.UpdateFile);
    private readonly SqliteStatement isCancelRequested = new(connection, UsageSqliteSql.IsCancelRequested);
    private readonly SqliteStatement readVersion = new(connection, UsageSqliteSql.ReadVersion);
    private readonly SqliteStatement writeVersion = new(connection, UsageSqliteSql.WriteVersion);
    private readonly long[] measures = new long[Measures.Count];

    public BatchOutcome Write(RatedBatch batch, int importFileId, SqliteWriteGate gate, long nowMicros)
    {
        readVersion.Step();
        var (version, nextId) = (readVersion.Int64(0), readVersion.Int64(1));
        readVersion.Reset();
        var filter = gate.FilterFor(connection, nextId);
        StoreNames(batch.NewNames, nowMicros);
        var outcome = StoreRecords(batch, importFileId, filter, nextId) with { Version = version + 1 };
        rollups.Fold();
        cells.Write(rollups);
        StoreQuarantine(batch, importFileId, nowMicros);
        outcome = outcome with { Quarantined = batch.Lines.Rejected.Count };
        UpdateFile(batch, importFileId, outcome, nowMicros);
        writeVersion.Bind(version + 1).Bind(nextId + outcome.New).Bind(nowMicros).Run();
        filter.ThroughRecordId = nextId + outcome.New - 1;
        var isCanceled = isCancelRequested.Bind(importFileId).Step() && isCancelRequested.Int64(0) != 0;
        isCancelRequested.Reset();
        return outcome with { IsCancelRequested = isCanceled };
    }

    public void Dispose()
    {
        records.Dispose();
        cells.Dispose();
        foreach (var statement in new[] { insertName, findName, insertQuarantine, updateFile, isCancelRequested, readVersion, writeVersion })
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

    private BatchOutcome StoreRecords(RatedBatch batch, int importFileId, EventFilter filter, long nextId)
    {
        rollups.Clear();
        records.Begin();
        var outcome = default(BatchOutcome);
        int added = 0, duplicates = 0, unpriced = 0;
        long cost = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var report = ref batch.Reports[i];
            ref readonly var rated = ref batch.Rated[i];
            var standing = records.Find(report, filter);
            if (standing != EventStanding.New)
            {
                duplicates += standing == EventStanding.Duplicate ? 1 : 0;
                RejectConflict(batch, report, standing);
                continue;
            }

            records.Insert(nextId + added, importFileId, batch, report, rated);
            filter.Add(report.KeyHigh, report.KeyLow);
            RecordMeasures.Fill(report, rated, measures);
            rollups.Add(new RollupEntry
            {
                Hour = Instants.ToHour(report.OccurredAtMicros),
                Key = RecordMeasures.Key(report, rated),
                LatencyMs = report.LatencyMs,
                Measures = measures,
            });
            added++;
            unpriced += rated.Reason == UnpricedReason.None ? 0 : 1;
            cost += rated.Cost.TotalNanos;
        }

        return outcome with { New = added, Duplicates = duplicates, Unpriced = unpriced, CostNanos = cost };
    }

    private static void RejectConflict(RatedBatch batch, in UsageReport report, EventStanding standing)
    {
        if (standing == EventStanding.Conflict)
        {
            var id = System.Text.Encoding.UTF8.GetString(batch.Text(report.RequestId));
            batch.Lines.Reject(new UsageLine(0, 0, report.RawOffset, report.RawLength, 0, report.LineNumber), UsageFaults.Conflict(id));
        }
    }

    private void StoreQuarantine(RatedBatch batch, int importFileId, long nowMicros)
    {
        foreach (var line in batch.Lines.Rejected)
        {
            insertQuarantine.Bind(importFileId).Bind(line.LineNumber).BindText(line.Fault.Field).BindText(line.Fault.Reason)
                .BindText(line.Fault.Message).BindText(line.Raw.Replace('\0', '\uFFFD')).Bind(nowMicros).Run();
        }
    }

    private void UpdateFile(RatedBatch batch, int importFileId, in BatchOutcome outcome, long nowMicros) => updateFile
        .Bind(batch.Lines.EndOffset).Bind(batch.Lines.EndLine).Bind(outcome.New).Bind(outcome.Duplicates).Bind(outcome.Quarantined)
        .Bind(outcome.Unpriced).Bind(outcome.CostNanos).BindText(batch.UnknownFields).Bind(nowMicros).Bind(importFileId).Run();
}
