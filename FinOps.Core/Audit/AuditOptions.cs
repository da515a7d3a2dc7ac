using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Audit;

/// <summary>Settings under <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// The file to which the end of the audit trail is appended every hour; relative to the working directory. Whoever may change the database should
    /// not be able to change this file, or a copy of it.
    /// </summary>
    [Required]
    public string AnchorFile { get; set; } = "data/audit-anchors.log";
}
