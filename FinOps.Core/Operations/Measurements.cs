using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace FinOps.Core.Operations;

/// <summary>
/// What the program measures of itself: one meter and one source of spans, named <c>FinOps</c>. Nobody listens unless telemetry is on.
/// Attributes are words of our own, never names of tenants or users, never texts that came from outside.
/// </summary>
public static class Measurements
{
    public const string Name = "FinOps";

    public static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);

    /// <summary>How long a job ran, in seconds; attributes <c>finops.job.name</c> and <c>error.type</c> where it failed.</summary>
    public static readonly Histogram<double> JobDuration = Meter.CreateHistogram<double>("finops.job.duration", "s", "How long jobs ran.");

    /// <summary>Usage lines by what became of them: <c>finops.import.outcome</c> is new, duplicate or quarantined.</summary>
    internal static readonly Counter<long> ImportRecords = Meter.CreateCounter<long>("finops.import.records", "{record}", "Usage lines that were read, by what became of them.");

    internal static readonly Histogram<double> ImportDuration = Meter.CreateHistogram<double>("finops.import.duration", "s", "How long imports of logs, uploads and posts took.");

    internal static readonly Counter<long> PricingMisses = Meter.CreateCounter<long>("finops.pricing.misses", "{record}", "New records that no price in force covers.");

    internal static readonly Histogram<double> WriteWait = Meter.CreateHistogram<double>("finops.database.write.wait", "s", "How long a writer of usage waited for its turn.");

    internal static readonly Counter<long> DatabaseBusy = Meter.CreateCounter<long>("finops.database.busy", "{transaction}", "Transactions that lost against another writer and were tried again.");

    private static readonly KeyValuePair<string, object?> New = new("finops.import.outcome", "new");
    private static readonly KeyValuePair<string, object?> Duplicate = new("finops.import.outcome", "duplicate");
    private static readonly KeyValuePair<string, object?> Quarantined = new("finops.import.outcome", "quarantined");

    /// <summary>Seconds since a timestamp of the stopwatch.</summary>
    internal static double SecondsSince(long timestamp) => Stopwatch.GetElapsedTime(timestamp).TotalSeconds;

    /// <summary>Counts what a committed transaction of an import did.</summary>
    internal static void CountImported(long added, long duplicates, long quarantined, long unpriced)
    {
        Count(added, New);
        Count(duplicates, Duplicate);
        Count(quarantined, Quarantined);
        if (unpriced > 0)
        {
            PricingMisses.Add(unpriced);
        }
    }

    private static void Count(long lines, KeyValuePair<string, object?> outcome)
    {
        if (lines > 0)
        {
            ImportRecords.Add(lines, outcome);
        }
    }
}
