using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>Writes one batch inside a transaction: new outcomes, quarantined lines, and how far the log is read. A repeat adds nothing; a contradiction is set aside.</summary>
internal sealed class OutcomeWriter(FinOpsDbContext context, TimeProvider time)
{
    private const int KeysPerQuery = 500;

    public async Task<CommitOutcome> WriteAsync(OutcomeBatch batch, CancellationToken cancellation)
    {
        var byKey = new Dictionary<UInt128, long>();
        var keyed = batch.Reports.Select(r => (Report: r, Key: r.EventKey(), Hash: r.ContentHash())).ToList();
        foreach (var (key, hash) in await StoredAsync([.. keyed.Select(k => k.Key)], cancellation))
        {
            byKey[KeyOf(key)] = hash;
        }

        var added = new List<(OutcomeReport Report, byte[] Key, long Hash)>();
        var duplicates = 0;
        var contradictions = new List<RejectedLine>();
        foreach (var one in keyed)
        {
            if (byKey.TryAdd(KeyOf(one.Key), one.Hash))
            {
                added.Add(one);
            }
            else if (byKey[KeyOf(one.Key)] == one.Hash)
            {
                duplicates++;
            }
            else
            {
                contradictions.Add(new RejectedLine(one.Report.LineNumber, Conflict(one.Report), one.Report.Raw));
            }
        }

        await AddAsync(batch.ImportFileId, added, cancellation);
        List<RejectedLine> rejected = [.. batch.Lines.Rejected, .. contradictions];
        await QuarantineAsync(batch.ImportFileId, rejected, cancellation);
        return await NoteAsync(batch, added.Count, duplicates, rejected.Count, cancellation);
    }

    private static UsageFault Conflict(OutcomeReport report) => new("outcome_id", "conflicting_duplicate",
        $"The outcome {report.OutcomeId} of this type is stored already, with another result. Give each result its own outcome_id, or discard this line.");

    private static UInt128 KeyOf(byte[] key) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(key);

    private async Task<List<(byte[] Key, long Hash)>> StoredAsync(List<byte[]> keys, CancellationToken cancellation)
    {
        var stored = new List<(byte[], long)>();
        foreach (var some in keys.Chunk(KeysPerQuery))
        {
            var rows = await context.Outcomes.AsNoTracking().Where(o => some.Contains(o.EventKey)).Select(o => new { o.EventKey, o.ContentHash }).ToListAsync(cancellation);
            stored.AddRange(rows.Select(r => (r.EventKey, r.ContentHash)));
        }

        return stored;
    }

    private async Task AddAsync(int importFileId, List<(OutcomeReport Report, byte[] Key, long Hash)> added, CancellationToken cancellation)
    {
        var tenants = await IdsAsync(DimensionKind.Tenant, added.Select(a => a.Report.Tenant), cancellation);
        var features = await IdsAsync(DimensionKind.Feature, added.Select(a => a.Report.Feature), cancellation);
        var environments = await IdsAsync(DimensionKind.Environment, added.Select(a => a.Report.Environment), cancellation);
        await DerivedRows.InsertAsync(
            context,
            added.Select(a => new Outcome
            {
                EventKey = a.Key,
                ContentHash = a.Hash,
                ImportFileId = importFileId,
                OccurredAtMicros = a.Report.OccurredAtMicros,
                Day = Instants.ToDay(a.Report.OccurredAtMicros),
                TypeId = a.Report.TypeId,
                TenantId = tenants[a.Report.Tenant ?? ""],
                FeatureId = features[a.Report.Feature ?? ""],
                EnvironmentId = environments[a.Report.Environment ?? ""],
                OutcomeId = a.Report.OutcomeId,
                TaskId = a.Report.TaskId,
                TraceId = a.Report.TraceId,
                SessionId = a.Report.SessionId,
                RequestId = a.Report.RequestId,
                QuantityMillionths = a.Report.QuantityMillionths,
                IsSuccess = a.Report.IsSuccess,
                IsCorrect = a.Report.IsCorrect,
            }),
            cancellation);
    }

    /// <summary>The ids of names; names that are new get one, since a result may come before the first call.</summary>
    private async Task<Dictionary<string, int>> IdsAsync(DimensionKind kind, IEnumerable<string?> names, CancellationToken cancellation)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 0 };
        var wanted = names.Select(n => n ?? "").Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        foreach (var some in wanted.Chunk(KeysPerQuery))
        {
            foreach (var known in await context.Dimensions.AsNoTracking().Where(d => d.Kind == kind && d.Parent == "" && some.Contains(d.Key)).ToListAsync(cancellation))
            {
                ids[known.Key] = known.Id;
            }
        }

        var missing = wanted.Where(n => !ids.ContainsKey(n)).Select(n => new Dimension { Kind = kind, Key = n, FirstSeenAtMicros = time.NowMicros() }).ToList();
        context.Dimensions.AddRange(missing);
        await context.SaveChangesAsync(cancellation);
        missing.ForEach(d => ids[d.Key] = d.Id);
        return ids;
    }

    private Task QuarantineAsync(int importFileId, List<RejectedLine> rejected, CancellationToken cancellation)
    {
        context.QuarantinedLines.AddRange(rejected.Select(r => new QuarantinedLine
        {
            ImportFileId = importFileId,
            LineNumber = r.LineNumber,
            Field = r.Fault.Field,
            Reason = r.Fault.Reason,
            Message = r.Fault.Message,
            Raw = r.Raw,
            QuarantinedAtMicros = time.NowMicros(),
        }));
        return context.SaveChangesAsync(cancellation);
    }

    private async Task<CommitOutcome> NoteAsync(OutcomeBatch batch, int added, int duplicates, int quarantined, CancellationToken cancellation)
    {
        var file = await context.ImportFiles.SingleAsync(f => f.Id == batch.ImportFileId, cancellation);
        file.CommittedOffset = batch.Lines.EndOffset;
        file.CommittedLines = batch.Lines.EndLine;
        file.NewRecords += added;
        file.DuplicateRecords += duplicates;
        file.QuarantinedLines += quarantined;
        file.UnknownFields = batch.UnknownFields ?? file.UnknownFields;
        file.UpdatedAtMicros = time.NowMicros();
        await context.SaveChangesAsync(cancellation);
        var version = await context.DataVersions.Where(v => v.Id == 1).Select(v => v.Version).SingleAsync(cancellation);
        return new CommitOutcome(added, duplicates, quarantined, 0, 0, 0, batch.Lines.EndOffset, batch.Lines.EndLine, version, file.IsCancelRequested);
    }
}
