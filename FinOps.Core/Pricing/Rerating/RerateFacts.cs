using FinOps.Core.Data;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>A re-rating as the audit trail tells it.</summary>
internal static class RerateFacts
{
    public static string Target(RerateRun run) => $"rerate:{run.Id}";

    /// <summary>What it covers.</summary>
    public static object Scope(RerateRun run) => new { run.Kind, run.Provider, run.Model, From = Utc(run.FromMicros), To = Utc(run.ToMicros) };

    /// <summary>How it ended and what it changed.</summary>
    public static object Outcome(RerateRun run) => new
    {
        run.Kind,
        run.State,
        run.RecordsRead,
        run.RecordsChanged,
        run.RecordsPriced,
        run.RecordsUnpriced,
        DeltaUsd = Money.ToExactText(run.DeltaNanos),
        ClosedMonthsDeltaUsd = Money.ToExactText(run.ClosedDeltaNanos),
        run.Error,
    };

    private static DateTime? Utc(long? micros) => micros is { } known ? Instants.ToUtc(known) : null;
}
