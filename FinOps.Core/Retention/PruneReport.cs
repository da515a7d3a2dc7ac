namespace FinOps.Core.Retention;

/// <summary>A week that may be pruned, or was.</summary>
/// <param name="FromUtc">Its first instant; it lasts seven days.</param>
/// <param name="Requests">Its calls.</param>
public sealed record PrunableWeek(DateTime FromUtc, long Requests);

/// <summary>What pruning did, or would do.</summary>
/// <param name="Weeks">Weeks whose records are to go, or are gone, oldest first.</param>
/// <param name="Removed">Records that were removed.</param>
/// <param name="Imports">Rows of posts that were removed from the list of imports.</param>
/// <param name="Halt">Why younger weeks that are old enough stay; null when nothing holds them.</param>
public sealed record PruneReport(IReadOnlyList<PrunableWeek> Weeks, long Removed, long Imports, string? Halt);
