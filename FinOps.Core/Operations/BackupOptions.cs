using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Operations;

/// <summary>Settings under <c>Backup</c>: backups of the embedded database by itself.</summary>
public sealed class BackupOptions
{
    public const string Section = "Backup";

    /// <summary>Where backups are put, relative to the working directory; empty for none. Should be another disk.</summary>
    public string Folder { get; set; } = "";

    /// <summary>When the newest backup is older, another one is made.</summary>
    [Range(1, 24 * 366)]
    public int EveryHours { get; set; } = 24;

    /// <summary>So many of them are kept.</summary>
    [Range(1, 10_000)]
    public int Keep { get; set; } = 7;
}
