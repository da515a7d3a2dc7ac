using System.Diagnostics;
using FinOps.Core.Access;
using FinOps.Core.Operations;
using FinOps.Core.Outcomes;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;
using Microsoft.Extensions.Logging;

namespace FinOps.Core.Imports;

/// <summary>A log to import.</summary>
/// <param name="Source">The way it came in.</param>
/// <param name="Name">The name people know it by.</param>
public sealed record ImportRequest(ImportSource Source, string Name)
{
    /// <summary>Name of the mapping profile for CSV with foreign headers; null for canonical NDJSON or CSV (told by content).</summary>
    public string? Profile { get; init; }

    /// <summary>What its lines are; null to tell it by the first line and the name of the file (a stream is then usage).</summary>
    public ImportKind? Kind { get; init; }

    /// <summary>The row that was queued for this log and is <see cref="ImportState.Running"/> now; null to find the log's row by path and content, or make one.</summary>
    public int? ImportFileId { get; init; }

    /// <summary>The API key that sends it; null when none does.</summary>
    public int? ApiKeyId { get; init; }

    /// <summary>What its sender may send; null for everything.</summary>
    public SenderBinding? Binding { get; init; }

    /// <summary>True while a writer may still append: a last line without a line break is left for the next time, neither read nor quarantined.</summary>
    public bool MayGrow { get; init; }
}

/// <summary>How far an import is; raised after each committed batch.</summary>
public sealed record ImportProgress(int ImportFileId, long BytesRead, long? BytesTotal, long Lines, long NewRecords, long DuplicateRecords, long QuarantinedLines);

/// <summary>Reads logs to the end, batch by batch, each in one transaction.</summary>
public sealed partial class UsageImporter
{
    private readonly UsageIngestor ingestor;
    private readonly OutcomeIngestor outcomes;
    private readonly UsageLogs logs;
    private readonly ImportFiles files;
    private readonly UsagePosts posts;
    private readonly ILogger<UsageImporter> logger;

    internal UsageImporter(UsageIngestor ingestor, OutcomeIngestor outcomes, UsageLogs logs, ImportFiles files, UsagePosts posts, ILogger<UsageImporter> logger)
    {
        this.posts = posts;
        this.ingestor = ingestor;
        this.outcomes = outcomes;
        this.logs = logs;
        this.files = files;
        this.logger = logger;
    }

    /// <summary>
    /// Imports (or goes on importing) a file on disk: NDJSON, JSON array or CSV, plain or gzip. The returned row tells how it ended;
    /// an unreadable log is a failed row, not an exception.
    /// </summary>
    public async Task<ImportFile> ImportFileAsync(string path, ImportRequest request, Actor actor, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(actor);
        var fullPath = Path.GetFullPath(path);
        var file = await files.BeginAsync(fullPath, request, actor, cancellation);
        if (file.State == ImportState.Duplicate)
        {
            LogDuplicate(file.Name, file.DuplicateOfId!.Value);
            return file;
        }

        return await MeasureAsync(file.Source, () => ReadAsync(file, fullPath, request, actor, () => logs.OpenFileAsync(fullPath, file, request.MayGrow, cancellation), progress, cancellation));
    }

    /// <summary>Imports a stream that cannot be resumed, such as a request body. The request id of each line makes a repeat harmless.</summary>
    public async Task<ImportFile> ImportStreamAsync(Stream stream, ImportRequest request, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(actor);
        return await MeasureAsync(request.Source, () => TakeAsync(stream, request, actor, cancellation));
    }

    private async Task<ImportFile> TakeAsync(Stream stream, ImportRequest request, Actor actor, CancellationToken cancellation)
    {
        await using var body = new PostBody(stream);
        if (await posts.StoreAsync(body, request, actor, cancellation) is { } stored)
        {
            return stored;
        }

        var file = await files.BeginStreamAsync(request, actor, cancellation);
        return await ReadAsync(file, null, request, actor, () => logs.OpenStreamAsync(body, file, cancellation), null, cancellation);
    }

    private static async Task<ImportFile> MeasureAsync(ImportSource from, Func<Task<ImportFile>> import)
    {
        using var span = Measurements.Activities.StartActivity("import");
        var started = Stopwatch.GetTimestamp();
        var source = new KeyValuePair<string, object?>("finops.import.source", from.ToString());
        span?.SetTag(source.Key, source.Value);
        var ended = await import();
        span?.SetTag("finops.import.id", ended.Id).SetTag("finops.import.records", ended.NewRecords);
        Measurements.ImportDuration.Record(Measurements.SecondsSince(started), source);
        return ended;
    }

    private async Task<ImportFile> ReadAsync(
        ImportFile file, string? path, ImportRequest request, Actor actor, Func<Task<OpenedLog>> open, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            var log = await open();
            using var source = log.Source;
            if (source is CsvUsageReader { HeaderText: { } header } && file.Header != header)
            {
                await files.KeepHeaderAsync(file.Id, header, cancellation);
            }

            var isComplete = file.Kind switch
            {
                ImportKind.Outcomes => await outcomes.IngestAsync(source, file.Id, outcome => Report(file, outcome, progress), request.Binding, cancellation),
                ImportKind.Usage => await ingestor.IngestAsync(source, file.Id, outcome => Report(file, outcome, progress), request.Binding, cancellation),
            };
            return await files.EndAsync(file.Id, path, isComplete ? ImportState.Done : ImportState.Canceled, null, log.Sha256(), request.Binding, actor, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // Left as running: whoever starts next goes on behind the last committed line.
            LogInterrupted(file.Name, file.CommittedLines);
            throw;
        }
        catch (Exception e) when (e is UnreadableLogException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogFailed(file.Name, e.Message);
            return await files.EndAsync(file.Id, path, ImportState.Failed, e.Message, null, request.Binding, actor, CancellationToken.None);
        }
    }

    private static void Report(ImportFile file, CommitOutcome outcome, IProgress<ImportProgress>? progress)
    {
        file.CommittedOffset = outcome.EndOffset;
        file.CommittedLines = outcome.EndLine;
        file.NewRecords += outcome.New;
        file.DuplicateRecords += outcome.Duplicates;
        file.QuarantinedLines += outcome.Quarantined;
        progress?.Report(new ImportProgress(
            file.Id, file.CommittedOffset, file.SizeBytes > 0 ? file.SizeBytes : null, file.CommittedLines, file.NewRecords, file.DuplicateRecords, file.QuarantinedLines));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Import of {Name} skipped: the same bytes were imported before as file {DuplicateOf}.")]
    private partial void LogDuplicate(string name, int duplicateOf);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import of {Name} interrupted behind line {Line}; it resumes there.")]
    private partial void LogInterrupted(string name, long line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Import of {Name} failed: {Reason}")]
    private partial void LogFailed(string name, string reason);
}
