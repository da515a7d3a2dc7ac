using System.IO.Compression;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Posts;
using FinOps.Core.Usage.Readers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Imports;

/// <summary>
/// Takes the short way for posts that fit into memory, which is nearly all of them: parsed where they arrive, stored together with others. Everything
/// else, such as a body that cannot be read or a key's first post of the day, which goes on record, is left to the long way of logs.
/// </summary>
internal sealed class UsagePosts(
    PostQueue queue, AuditDays days, IDbContextFactory<FinOpsDbContext> contexts, IOptions<DatabaseOptions> database, IOptions<UsageOptions> options, TimeProvider time)
{
    private const int MostBytes = 512 * 1024;
    private const int MostUnpackedBytes = 1024 * 1024;

    /// <summary>Stores a post; null when it has to go the long way, with all of its body.</summary>
    public async Task<ImportFile?> StoreAsync(PostBody body, ImportRequest request, Actor actor, CancellationToken cancellation)
    {
        if (database.Value.Provider != DatabaseProvider.Sqlite
            || request is not { Source: ImportSource.Api, Kind: null or ImportKind.Usage, ApiKeyId: { } key, Profile: null, Binding: { KeepsLines: false } binding }
            || !await IsOnRecordAsync(actor, cancellation)
            || !await body.ReadAllAsync(MostBytes, cancellation))
        {
            return null;
        }

        var batch = await queue.RentAsync(cancellation);
        if (!TryParse(body.Head, request.Name, batch, cancellation))
        {
            queue.Return(batch);
            return null;
        }

        binding.Apply(batch);
        var lines = batch.Lines.EndLine;
        var stored = await queue.StoreAsync(new UsagePost(batch, key, request.Name, binding.Refused), cancellation);
        return Row(stored, request, lines);
    }

    private static ImportFile Row(StoredPost stored, ImportRequest request, long lines) => new()
    {
        Id = stored.ImportFileId,
        Source = request.Source,
        State = ImportState.Done,
        Name = request.Name,
        ApiKeyId = request.ApiKeyId,
        CommittedLines = lines,
        NewRecords = stored.Outcome.New,
        DuplicateRecords = stored.Outcome.Duplicates,
        QuarantinedLines = stored.Outcome.Quarantined,
        RefusedLines = request.Binding!.Refused,
        UnpricedRecords = stored.Outcome.Unpriced,
        FlaggedRecords = stored.Outcome.Flagged,
        EffectiveCostNanos = stored.Outcome.CostNanos,
    };

    private async ValueTask<bool> IsOnRecordAsync(Actor actor, CancellationToken cancellation)
    {
        if (days.IsKnown(ImportTrail.Received, actor.Subject))
        {
            return true;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return !await days.IsFirstAsync(context, ImportTrail.Received, actor.Subject, cancellation);
    }

    private bool TryParse(ArraySegment<byte> body, string name, RatedBatch batch, CancellationToken cancellation)
    {
        try
        {
            if (!TryUnpack(ref body))
            {
                return false;
            }

            using var source = SourceOf(body, name);
            while (source is not null && source.Fill(batch.Lines, cancellation) && !batch.Lines.IsFull)
            {
                // On to the end.
            }

            if (source is null || batch.Lines.IsFull)
            {
                return false;
            }
        }
        catch (Exception e) when (e is UnreadableLogException or InvalidDataException)
        {
            return false;
        }

        var parser = new UsageParser(options.Value, time);
        batch.Count = parser.Parse(batch.Lines, batch.Reports);
        batch.UnknownFields = parser.UnknownFields.Count == 0 ? null : string.Join(", ", parser.UnknownFields);
        return true;
    }

    private static IUsageLineSource? SourceOf(ArraySegment<byte> body, string name) => LogFormats.Of(name, body, hasProfile: false) switch
    {
        LogFormat.Ndjson => new NdjsonReader(AsStream(body), 0, 0, isFinal: true, windowBytes: body.Count + 1),
        LogFormat.JsonArray => new JsonArrayReader(AsStream(body), 0, 0),
        LogFormat.Csv => null,
    };

    private static bool TryUnpack(ref ArraySegment<byte> body)
    {
        if (!LogFormats.IsGzip(body))
        {
            return true;
        }

        using var gzip = new GZipStream(AsStream(body), CompressionMode.Decompress);
        var unpacked = new byte[Math.Min(MostUnpackedBytes + 1, Math.Max(body.Count * 16, 64 * 1024))];
        var length = gzip.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false);
        body = new ArraySegment<byte>(unpacked, 0, length);
        return length < unpacked.Length;
    }

    private static MemoryStream AsStream(ArraySegment<byte> bytes) => new(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
}
