namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// What xAI does otherwise: reasoning stands beside the completion and is added to it, unless the stated total shows that the completion
/// includes it; searches are counted as sources.
/// </summary>
internal static class XaiRule
{
    private static readonly VendorPath Sources = new("num_sources_used");
    private static readonly VendorPath WebSearches = new("server_side_tool_usage_details.web_search_calls");
    private static readonly VendorPath XSearches = new("server_side_tool_usage_details.x_search_calls");

    public static void Read(RawUsage raw, ref VendorCounts counts)
    {
        var isIncluded = counts.Total == counts.Input + counts.Output && counts.Reasoning <= counts.Output;
        counts.Output += isIncluded ? 0 : counts.Reasoning;
        ReadSearches(raw, ref counts);
    }

    public static void ReadSearches(RawUsage raw, ref VendorCounts counts)
    {
        var tools = (raw.Count(WebSearches) ?? 0) + (raw.Count(XSearches) ?? 0);
        counts.SearchRequests = raw.Count(Sources) is { } sources and > 0 ? sources : tools;
    }
}
