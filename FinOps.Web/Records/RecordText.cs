using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using FinOps.Web.Costs;
using FinOps.Web.Pricing;
using FinOps.Web.Shell;

namespace FinOps.Web.Records;

/// <summary>How calls are written for people and spreadsheets.</summary>
public static class RecordText
{
    /// <summary>An instant with all that is stored of it, e.g. <c>2026-10-14 09:30:00.123456</c>.</summary>
    public static string At(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    public static string Second(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Name(string key) => key.Length == 0 ? CostGroup.NotReported : key;

    /// <summary>A name within a sentence.</summary>
    public static string Told(string key) => key.Length == 0 ? "not reported" : key;

    /// <summary>A rate with all its digits and what it is for, e.g. <c>$3.00 / 1M</c>.</summary>
    public static string Rate(PriceCharge charge) => charge.Unit == 1 ? "as reported"
        : charge.RateUsd == 0 ? "free"
        : $"${charge.RateUsd.ToString("#,##0.00##########", CultureInfo.InvariantCulture)} / {(charge.IsTokens ? "1M" : "1k")}";

    public static string Status(UsageStatus status) => status switch
    {
        UsageStatus.Success => "Success",
        UsageStatus.Retry => "Retry",
        UsageStatus.Fallback => "Fallback",
        UsageStatus.Timeout => "Timeout",
        UsageStatus.Error => "Error",
    };

    /// <summary>What did not add up, for a tooltip.</summary>
    public static string Doubts(UsageFlags flags) => string.Join(' ', UsageFlagText.Of(flags).Select(f => f.Text));

    /// <summary>The columns of the download.</summary>
    public static IReadOnlyList<TableColumn<RecordRow>> Columns { get; } =
    [
        new("time", "Time (UTC)", ColumnKind.Text, r => Instants.ToUtc(r.OccurredAtMicros).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)),
        new("record", "Record", ColumnKind.Count, r => r.Id),
        new("request", "Request id", ColumnKind.Text, r => r.RequestId),
        new("trace", "Trace id", ColumnKind.Text, r => r.TraceId),
        new("session", "Session id", ColumnKind.Text, r => r.SessionId),
        new("tenant", "Tenant", ColumnKind.Text, r => r.Tenant),
        new("feature", "Feature", ColumnKind.Text, r => r.Feature),
        new("user", "User", ColumnKind.Text, r => r.User),
        new("provider", "Provider", ColumnKind.Text, r => r.Provider),
        new("model", "Model", ColumnKind.Text, r => r.Model),
        new("status", "Status", ColumnKind.Text, r => Status(r.Status).ToLowerInvariant()),
        new("input", "Input tokens", ColumnKind.Count, r => (long)r.InputTokens),
        new("cached", "Cached input tokens", ColumnKind.Count, r => (long)r.CacheReadTokens),
        new("output", "Output tokens", ColumnKind.Count, r => (long)r.OutputTokens),
        new("cost", "Cost", ColumnKind.Usd, r => r.CostNanos),
        new("unpriced", "Unpriced because", ColumnKind.Text, r => PriceText.Why(r.UnpricedReason)),
        new("claimed", "Claimed", ColumnKind.Usd, r => r.ClaimedCostNanos),
        new("difference", "Claimed − ours", ColumnKind.Usd, r => r.ClaimDifferenceNanos),
        new("latency", "Latency", ColumnKind.Milliseconds, r => (double?)r.LatencyMs),
        new("flags", "Flags", ColumnKind.Text, r => string.Join(' ', UsageFlagText.Of(r.Flags).Select(f => f.Code))),
    ];
}
