using FinOps.Core.Access;

namespace FinOps.Core.Imports;

/// <summary>A log to import.</summary>
/// <param name="Source">The way it came in.</param>
/// <param name="Name">The name people know it by.</param>
public sealed record ImportRequest(ImportSource Source, string Name)
{
    /// <summary>Name of the mapping profile for CSV with foreign headers; null for canonical NDJSON or CSV (told by content).</summary>
    public string? Profile { get; init; }

    /// <summary>The row that was queued for this log and is <see cref="ImportState.Running"/> now; null to find the log's row by path and content, or make one.</summary>
    public int? ImportFileId { get; init; }

    /// <summary>True while a writer may still append: a last line without a line break is left for the next time, neither read nor quarantined.</summary>
    public bool MayGrow { get; init; }
}

/// <summary>How far an import is; raised after each committed batch.</summary>
public sealed record ImportProgress(int ImportFileId, long BytesRead, long? BytesTotal, long Lines, long NewRecords, long DuplicateRecords, long QuarantinedLines);

/// <summary>Reads logs to the end, batch by batch, each in one transaction.</summary>
public sealed class UsageImporter
{
    /// <summary>Imports (or goes on importing) a file on disk: NDJSON, JSON array or CSV, plain or gzip. The row in <c>ImportFile</c> tells how it ended.</summary>
    public Task<ImportFile> ImportFileAsync(string path, ImportRequest request, Actor actor, IProgress<ImportProgress>? progress, CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <summary>Imports a stream that cannot be resumed, such as a request body. The request id of each line makes a repeat harmless.</summary>
    public Task<ImportFile> ImportStreamAsync(Stream stream, ImportRequest request, Actor actor, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
