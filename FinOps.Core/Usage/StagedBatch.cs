using System.Data.Common;
using System.Diagnostics;
using System.Text;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Months;
using FinOps.Core.Operations;

namespace FinOps.Core.Usage;

/// <summary>One batch inside its transaction: stage names, promote them; stage event keys, find the known ones; copy new records; add to the cells.</summary>
internal sealed class StagedBatch(IStagingDatabase database, DbTransaction transaction, BudgetBooks books, RatedBatch batch, int importFileId, long nowMicros)
{
    private readonly StagedCommands commands = new(transaction);
    private readonly RollupBuilder rollups = new();
    private readonly List<int> added = [];
    private ClosedMonths closed = ClosedMonths.None;

    public CommitOutcome Write()
    {
        TakeTurn();
        StoreNames();
        closed = ClosedMonths.Of(commands.Read(MonthSql.Settled, r => (r.GetInt32(0), r.GetInt32(1) != 0)));
        var (version, nextId) = commands.Read(UsageStagingSql.ReadVersion, r => (r.GetInt64(0), r.GetInt64(1))).Single();
        var budgets = new StagedBudgets(database, transaction, books);
        var book = budgets.Book();
        rollups.Segments.Use(book);
        var outcome = Sort(StoredEvents()) with { Version = version };
        CopyRecords(nextId);
        rollups.Fold(SealedWeeks.Keep(rollups, commands));
        new StagedCells(database, transaction).Write(rollups);
        budgets.Write(rollups, book);
        CopyQuarantine();
        UpdateFile(outcome);
        commands.Run(UsageStagingSql.UseIds, ("@new", (long)outcome.New));
        var isCanceled = commands.Read(UsageStagingSql.IsCancelRequested, r => Convert.ToBoolean(r.GetValue(0), null), ("@file", importFileId)).SingleOrDefault();
        return outcome with { IsCancelRequested = isCanceled };
    }

    private void TakeTurn()
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            commands.Run(DataVersionSql.TakeTurn(nowMicros));
            Measurements.WriteWait.Record(Measurements.SecondsSince(asked));
        }
        catch (DbException failure) when (database.IsTimeout(failure))
        {
            throw new TimeoutException(
                $"Other processes have been writing usage for more than {StagedCommands.TimeoutSeconds} seconds. The import goes on where it stopped when it is started again.", failure);
        }
    }

    private void StoreNames()
    {
        var names = batch.NewNames;
        if (names.Count == 0)
        {
            return;
        }

        database.Copy(transaction, "#Name", new BulkRows(["Ordinal", "Kind", "Parent", "Key"], names.Count, (row, column) => column switch
        {
            0 => row,
            1 => (int)names[row].Kind,
            2 => names[row].Parent,
            _ => names[row].Key,
        }));
        commands.Run(UsageStagingSql.InsertNames, ("@now", nowMicros));
        foreach (var (ordinal, id) in commands.Read(UsageStagingSql.FindNames, r => (r.GetInt32(0), r.GetInt32(1))))
        {
            names[ordinal].Id = id;
        }

        if (names.Find(n => n.Id == 0) is { } lost)
        {
            throw new InvalidOperationException($"The name '{lost.Key}' could not be stored.");
        }
    }

    /// <summary>The content hashes of this batch's events that are stored already, whatever hour they are from.</summary>
    private Dictionary<UInt128, long> StoredEvents()
    {
        var distinct = new Dictionary<UInt128, int>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            distinct.TryAdd(KeyOf(batch.Reports[i]), i);
        }

        var indexes = distinct.Values.ToArray();
        database.Copy(transaction, "#Event", new BulkRows(["Ordinal", "EventKey"], indexes.Length, (row, column) =>
            column == 0 ? indexes[row] : StagedRecordColumns.EventKeyOf(batch.Reports[indexes[row]])));
        return commands.Read(UsageStagingSql.FindEvents, r => (Index: r.GetInt32(0), Hash: r.GetInt64(1))).ToDictionary(e => KeyOf(batch.Reports[e.Index]), e => e.Hash);
    }

    /// <summary>Tells new events from repeats and contradictions, in the order of the log, and adds the new ones to the rollups.</summary>
    private CommitOutcome Sort(Dictionary<UInt128, long> known)
    {
        var measures = new long[Measures.Count];
        int duplicates = 0, unpriced = 0, flagged = 0;
        long cost = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var report = ref batch.Reports[i];
            ref readonly var rated = ref batch.Rated[i];
            if (report.OccurredAtMicros < closed.KeptFromMicros)
            {
                batch.Lines.Reject(report.RawLine, UsageFaults.Pruned(closed.KeptFromMicros));
                continue;
            }

            if (known.TryGetValue(KeyOf(report), out var hash))
            {
                duplicates += hash == report.ContentHash ? 1 : 0;
                RejectContradiction(report, hash);
                continue;
            }

            known[KeyOf(report)] = report.ContentHash;
            added.Add(i);
            batch.Rated[i].CorrectionNanos = closed.LateCost(report, rated);
            RecordMeasures.Fill(report, rated, measures);
            rollups.Add(new RollupEntry
            {
                Hour = Instants.ToHour(report.OccurredAtMicros),
                OccurredAtMicros = report.OccurredAtMicros,
                Key = RecordMeasures.Key(report, rated),
                LatencyMs = report.LatencyMs,
                Measures = measures,
            });
            unpriced += rated.Reason == UnpricedReason.None ? 0 : 1;
            flagged += report.Flags == UsageFlags.None ? 0 : 1;
            cost += rated.Cost.TotalNanos;
        }

        return default(CommitOutcome).Plus(added.Count, duplicates, batch.Lines.Rejected.Count, unpriced, flagged, cost, batch.Lines);
    }

    private void RejectContradiction(in UsageReport report, long storedHash)
    {
        if (storedHash != report.ContentHash)
        {
            var id = Encoding.UTF8.GetString(batch.Text(report.RequestId));
            batch.Lines.Reject(report.RawLine, UsageFaults.Conflict(id));
        }
    }

    private void CopyRecords(long nextId) => database.Copy(transaction, "UsageRecord", new BulkRows(StagedRecordColumns.Names, added.Count, (row, column) =>
        StagedRecordColumns.ValueOf(new StagedRecord(batch, added[row], nextId + row, importFileId), column)));

    private void CopyQuarantine()
    {
        var rejected = batch.Lines.Rejected;
        if (rejected.Count == 0)
        {
            return;
        }

        string[] columns = ["ImportFileId", "LineNumber", "Field", "Reason", "Message", "Raw", "State", "QuarantinedAtMicros"];
        database.Copy(transaction, "QuarantinedLine", new BulkRows(columns, rejected.Count, (row, column) => column switch
        {
            0 => importFileId,
            1 => rejected[row].LineNumber,
            2 => Clip(rejected[row].Fault.Field, 128),
            3 => rejected[row].Fault.Reason,
            4 => Clip(rejected[row].Fault.Message, 1024),
            5 => rejected[row].Raw.Replace('\0', '\uFFFD'),
            6 => (byte)Imports.QuarantineState.Open,
            _ => nowMicros,
        }));
    }

    private void UpdateFile(in CommitOutcome outcome) => commands.Run(
        UsageStagingSql.UpdateFile,
        ("@offset", outcome.EndOffset),
        ("@lines", outcome.EndLine),
        ("@new", (long)outcome.New),
        ("@duplicates", (long)outcome.Duplicates),
        ("@quarantined", (long)outcome.Quarantined),
        ("@unpriced", (long)outcome.Unpriced),
        ("@flagged", (long)outcome.Flagged),
        ("@cost", outcome.CostNanos),
        ("@unknown", (object?)batch.UnknownFields ?? DBNull.Value),
        ("@now", nowMicros),
        ("@file", importFileId));

    /// <summary>A server refuses what is wider than the column.</summary>
    private static string Clip(string text, int length) => text.Length <= length ? text : text[..length];

    private static UInt128 KeyOf(in UsageReport report) => new(report.KeyHigh, report.KeyLow);
}
