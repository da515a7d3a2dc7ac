namespace FinOps.Core.Imports;

/// <summary>The way a usage log came in. The numbers are stored.</summary>
public enum ImportSource : byte
{
    DropFolder = 1,
    Upload = 2,
    Api = 3,
    CommandLine = 4,
    Demo = 5,
    Correction = 6,
}

/// <summary>Where an import stands. The numbers are stored.</summary>
public enum ImportState : byte
{
    Queued = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
    Canceled = 4,

    /// <summary>The same bytes were imported before; see <see cref="ImportFile.DuplicateOfId"/>.</summary>
    Duplicate = 5,
}

/// <summary>One usage log, with how far it has been read and what came of it. Updated in the transaction of each batch.</summary>
public sealed class ImportFile
{
    public int Id { get; set; }
    public ImportSource Source { get; set; }

    /// <summary>What its lines are; counts of records are counts of these.</summary>
    public ImportKind Kind { get; set; }
    public ImportState State { get; set; }

    /// <summary>The name people know it by.</summary>
    public string Name { get; set; } = "";

    /// <summary>The API key that sent it; null when none did.</summary>
    public int? ApiKeyId { get; set; }

    /// <summary>Full path on this machine; null when it never was a file here.</summary>
    public string? Path { get; set; }

    /// <summary>Name of the mapping profile; null for the canonical formats.</summary>
    public string? Profile { get; set; }

    /// <summary>The header line of a CSV log, so that a quarantined row can be read again; null for other formats.</summary>
    public string? Header { get; set; }
    public long SizeBytes { get; set; }

    /// <summary>Bytes of the (unpacked) log that are committed; reading resumes here.</summary>
    public long CommittedOffset { get; set; }
    public long CommittedLines { get; set; }

    /// <summary>SHA-256 of the first 64 KiB, in hex, to recognize a file that grew or was renamed.</summary>
    public string? HeadHash { get; set; }

    /// <summary>SHA-256 of all bytes up to <see cref="SizeBytes"/>, in hex; set when the import is done.</summary>
    public string? ContentSha256 { get; set; }
    public int? DuplicateOfId { get; set; }

    /// <summary>How many posts the row sums; 1 for logs.</summary>
    public int Posts { get; set; } = 1;
    public long NewRecords { get; set; }
    public long DuplicateRecords { get; set; }
    public long QuarantinedLines { get; set; }

    /// <summary>Lines that the sender was not allowed to send; they are stored nowhere.</summary>
    public long RefusedLines { get; set; }
    public long UnpricedRecords { get; set; }

    /// <summary>New records whose usage did not add up; see <see cref="Usage.UsageFlags"/>.</summary>
    public long FlaggedRecords { get; set; }
    public long EffectiveCostNanos { get; set; }

    /// <summary>Names of fields that the log carries and the product does not know, comma-separated.</summary>
    public string? UnknownFields { get; set; }
    public bool IsCancelRequested { get; set; }

    /// <summary>What went wrong and what to do, when <see cref="State"/> is failed.</summary>
    public string? Error { get; set; }
    public long QueuedAtMicros { get; set; }
    public long? StartedAtMicros { get; set; }
    public long? UpdatedAtMicros { get; set; }
    public long? FinishedAtMicros { get; set; }
}
