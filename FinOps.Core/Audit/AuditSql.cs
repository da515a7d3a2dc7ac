using System.Globalization;

namespace FinOps.Core.Audit;

/// <summary>The turn among writers of audit entries, on both databases.</summary>
internal static class AuditSql
{
    /// <summary>Moves the end of the chain: whoever does it holds the row, and with it the chain, until its transaction ends.</summary>
    public static string TakeHead(long entries) => string.Create(CultureInfo.InvariantCulture, $"UPDATE AuditHead SET Sequence=Sequence+{entries} WHERE Id=1");
}
