using System.Globalization;

namespace FinOps.Core.Data;

/// <summary>The turn among writers of usage, on both databases.</summary>
internal static class DataVersionSql
{
    /// <summary>Moves the one row that every writer of usage moves first: whoever holds it is alone until its transaction ends.</summary>
    public static string TakeTurn(long nowMicros) =>
        string.Create(CultureInfo.InvariantCulture, $"UPDATE DataVersion SET Version=Version+1, ChangedAtMicros={nowMicros} WHERE Id=1");
}
