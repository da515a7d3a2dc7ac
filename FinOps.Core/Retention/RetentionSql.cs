using System.Globalization;

namespace FinOps.Core.Retention;

/// <summary>The statements of retention. All values are integers made here.</summary>
internal static class RetentionSql
{
    /// <summary>Removes a few records of some hours, so that other writers get their turn in between.</summary>
    public static string DeleteSome(int fromHour, int toHour, int most, bool isSqlServer) => isSqlServer
        ? string.Create(CultureInfo.InvariantCulture, $"DELETE TOP ({most}) FROM UsageRecord WHERE OccurredHour>={fromHour} AND OccurredHour<{toHour}")
        : string.Create(CultureInfo.InvariantCulture, $"DELETE FROM UsageRecord WHERE Id IN (SELECT Id FROM UsageRecord WHERE OccurredHour>={fromHour} AND OccurredHour<{toHour} LIMIT {most})");

    /// <summary>The saved filter of known events holds keys of records that are gone.</summary>
    public const string ForgetFilter = "DELETE FROM EventFilterSnapshot";
}
