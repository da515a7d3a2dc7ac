using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Costs;

namespace FinOps.Web.Pricing.Rerating;

/// <summary>How re-ratings are written for people.</summary>
internal static class RerateText
{
    /// <summary>An amount that is added or taken off: <c>+$12.40</c>, <c>−$0.0031</c>, <c>$0</c>.</summary>
    public static string Delta(long nanos) => (nanos > 0 ? "+" : "") + CostFormat.Usd(nanos);

    /// <summary>The exact amount with its sign.</summary>
    public static string ExactDelta(long nanos) => (nanos > 0 ? "+" : "") + CostFormat.ExactUsd(nanos);

    /// <summary>What a run would do, in a sentence.</summary>
    public static string Effect(ReratePreview preview) => preview.Total.Records == 0
        ? preview.RecordsRead == 0 ? "No stored call is in this scope." : $"All {Calls(preview.RecordsRead)} have the price of today's book already."
        : $"{Calls(preview.Total.Records)} of {Tenants(preview.Tenants)} would change by {ExactDelta(preview.Total.DeltaNanos)}{Aside(preview)}.";

    /// <summary>What of the scope cannot be rated again because its records were pruned; null when that is nothing.</summary>
    public static string? Pruned(ReratePreview preview) => preview is { KeptFromUtc: { } from, PrunedRequests: > 0 }
        ? string.Create(CultureInfo.InvariantCulture, $"{Calls(preview.PrunedRequests)} of the scope from before {from:yyyy-MM-dd} {(preview.PrunedRequests == 1 ? "keeps its" : "keep their")} cost: the records were pruned and cannot be rated again.")
        : null;

    /// <summary>What a run covers.</summary>
    public static string Scope(RerateRun run) => run.Kind switch
    {
        RerateKind.Waiting => "Calls that waited for a price",
        RerateKind.Reopening => $"Corrections of {Month(run.FromMicros)}",
        RerateKind.Prices => Scope(run.Provider, run.Model, run.FromMicros, run.ToMicros),
    };

    public static string State(RerateState state) => state switch
    {
        RerateState.Queued => "Waiting",
        RerateState.Running => "Running",
        RerateState.Done => "Done",
        RerateState.Failed => "Failed",
        RerateState.Canceled => "Canceled",
    };

    public static string At(long? micros) => micros is { } at ? Instants.ToUtc(at).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : CostFormat.None;

    public static string Calls(long count) => $"{CostFormat.ExactCount(count)} {(count == 1 ? "call" : "calls")}";

    /// <summary>The number of a price row, or that there was none.</summary>
    public static string Price(int? id) => id is { } known ? $"no. {known.ToString(CultureInfo.InvariantCulture)}" : "unpriced";

    private static string Scope(string provider, string model, long? from, long? to)
    {
        var what = (provider, model) switch
        {
            ("", "") => "All calls",
            (_, "") => provider,
            ("", _) => model,
            _ => $"{provider} {model}",
        };
        return (from, to) switch
        {
            (null, null) => what,
            ({ } since, null) => $"{what}, since {Day(since)}",
            (null, { } until) => $"{what}, before {Day(until)}",
            ({ } since, { } until) => $"{what}, {Day(since)} to {Day(until)}",
        };
    }

    private static string Day(long micros)
    {
        var utc = Instants.ToUtc(micros);
        return utc.ToString(utc.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Month(long? micros) => micros is { } at ? Instants.ToUtc(at).ToString("yyyy-MM", CultureInfo.InvariantCulture) : "";

    private static string Tenants(IReadOnlyList<ReratePart> tenants) => tenants.Count switch
    {
        1 when tenants[0].Name.Length == 0 => "no named tenant",
        1 => tenants[0].Name,
        var count => $"{CostFormat.ExactCount(count)} tenants",
    };

    private static string Aside(ReratePreview preview)
    {
        var asides = new List<string>();
        if (preview.Priced > 0)
        {
            asides.Add($"{CostFormat.ExactCount(preview.Priced)} had no price");
        }

        if (preview.Unpriced > 0)
        {
            asides.Add($"{CostFormat.ExactCount(preview.Unpriced)} lose their price");
        }

        if (preview.ClosedDeltaNanos != 0)
        {
            asides.Add($"{ExactDelta(preview.ClosedDeltaNanos)} in closed months, shown apart");
        }

        return asides.Count == 0 ? "" : $" ({string.Join("; ", asides)})";
    }
}
