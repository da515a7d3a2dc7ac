using FinOps.Core.Data;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>What the vendor itself says the call cost. It is a claim: kept beside our figure, never mixed in.</summary>
internal static class ReportedCost
{
    /// <summary>xAI counts money in ten-billionths of a dollar.</summary>
    private const decimal TicksPerUsd = 10_000_000_000m;
    private const decimal MaxUsd = 1_000_000m;

    private static readonly VendorPath Cost = new("cost");
    private static readonly VendorPath TotalCost = new("cost.total_cost");
    private static readonly VendorPath IsOwnKey = new("is_byok");
    private static readonly VendorPath Upstream = new("cost_details.upstream_inference_cost");
    private static readonly VendorPath Estimated = new("estimated_cost");
    private static readonly VendorPath Gateway = new("pydantic_ai_gateway.cost_estimate");
    private static readonly VendorPath Ticks = new("cost_in_usd_ticks");

    /// <summary>In nano-USD; null when the object states no cost that can be one.</summary>
    public static long? Of(RawUsage raw, VendorHost host)
    {
        var usd = host switch
        {
            // With a key of the customer's own, OpenRouter charges its fee and the model's provider the rest.
            VendorHost.OpenRouter => raw.Number(Cost) + (raw.IsTrue(IsOwnKey) ? raw.Number(Upstream) ?? 0 : 0),
            VendorHost.Perplexity => raw.Number(TotalCost),
            VendorHost.Xai => raw.Number(Ticks) / TicksPerUsd,
            _ => null,
        };
        usd ??= raw.Number(Gateway) ?? raw.Number(Estimated);
        return usd is >= 0 and <= MaxUsd ? Money.ToNanos(usd.Value) : null;
    }
}
