namespace FinOps.Core.Imports;

/// <summary>Whether a quarantined line still waits for someone. The numbers are stored.</summary>
public enum QuarantineState : byte
{
    Open = 0,
    Reimported = 1,
    Discarded = 2,
}

/// <summary>A line that could not become a record, with where it stood and why.</summary>
public sealed class QuarantinedLine
{
    public const int MaxRawBytes = 4096;

    public long Id { get; set; }
    public int ImportFileId { get; set; }
    public long LineNumber { get; set; }

    /// <summary>The field at fault, empty when the whole line is.</summary>
    public string Field { get; set; } = "";

    /// <summary>Stable code such as <c>broken_json</c>, <c>negative_count</c>, <c>cached_exceeds_input</c>.</summary>
    public string Reason { get; set; } = "";

    /// <summary>One sentence: what is wrong and how to cure it.</summary>
    public string Message { get; set; } = "";

    /// <summary>The raw line, at most 4 KB; invalid UTF-8 shown as replacement characters.</summary>
    public string Raw { get; set; } = "";
    public QuarantineState State { get; set; }
    public long QuarantinedAtMicros { get; set; }
}
