namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// What Perplexity's deep research does otherwise: reasoning stands beside the completion, citations are read like input (and charged at its rate),
/// and searches are charged apart. Its other models charge a fee for each request instead.
/// </summary>
internal static class PerplexityRule
{
    private static readonly VendorPath Citations = new("citation_tokens");
    private static readonly VendorPath Searches = new("num_search_queries");
    private static readonly VendorPath Reasoning = new("reasoning_tokens");

    public static void Read(RawUsage raw, ref VendorCounts counts)
    {
        var citations = raw.Count(Citations);
        counts.OtherTotal = counts.Input + counts.Output;
        counts.Output += raw.Count(Reasoning) ?? 0;
        counts.Input += citations ?? 0;
        counts.SearchRequests = citations is null ? 0 : raw.Count(Searches) ?? 0;
    }
}
