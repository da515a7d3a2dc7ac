using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>Where holds are kept.</summary>
public enum LedgerKind
{
    /// <summary>In a file of its own with SQLite, in the database with SQL Server.</summary>
    Auto,

    /// <summary>In a file beside the program, for one process.</summary>
    Embedded,

    /// <summary>In the SQL Server that holds the data, for any number of processes.</summary>
    SqlServer,

    /// <summary>In Redis, for any number of processes and the shortest waits.</summary>
    Redis,
}

/// <summary>Settings under <c>Ledger</c>: admission of calls before they are made.</summary>
public sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>Where holds are kept.</summary>
    public LedgerKind Engine { get; set; } = LedgerKind.Auto;

    /// <summary>The embedded ledger's file; empty puts it beside the database.</summary>
    public string File { get; set; } = "";

    /// <summary>Where Redis is, e.g. <c>localhost:6379</c>.</summary>
    public string Redis { get; set; } = "";

    /// <summary>Where calls are noted that are admitted while the ledger does not answer; empty puts it beside the database.</summary>
    public string JournalFile { get; set; } = "";

    /// <summary>A hold ends after so many seconds without a word from the caller.</summary>
    [Range(5, 86_400)]
    public int LeaseSeconds { get; set; } = 300;

    /// <summary>A caller is answered without the ledger after so many milliseconds.</summary>
    [Range(5, 10_000)]
    public int DeadlineMilliseconds { get; set; } = 40;

    /// <summary>Reservations are removed so many days after they ended; until then their request ids are recognized.</summary>
    [Range(1, 3_650)]
    public int KeepDays { get; set; } = 35;

    /// <summary>What the output of a call may be when neither the caller nor history says.</summary>
    [Range(1, 10_000_000)]
    public int DefaultMaxOutputTokens { get; set; } = 4_096;

    /// <summary>USD for a million input tokens of a model without a price.</summary>
    [Range(0, 100_000)]
    public decimal UnpricedInputPer1M { get; set; } = 15;

    /// <summary>USD for a million output tokens of a model without a price.</summary>
    [Range(0, 100_000)]
    public decimal UnpricedOutputPer1M { get; set; } = 75;

    /// <summary>The percentage of each limit that may be admitted while the ledger does not answer.</summary>
    [Range(0, 100)]
    public int SoftFailPercent { get; set; } = 10;

    /// <summary>A stream is told to stop after so many seconds; 0 for never.</summary>
    [Range(0, 86_400)]
    public int MaxStreamSeconds { get; set; } = 600;

    /// <summary>A run is told to stop after so many tool calls; 0 for never.</summary>
    [Range(0, 100_000)]
    public int MaxToolCalls { get; set; } = 50;
}
