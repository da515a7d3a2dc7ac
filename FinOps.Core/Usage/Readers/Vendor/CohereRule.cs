namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Cohere states what it bills apart from what the model read. The billed units count, unless the flavor asks for the tokens.</summary>
internal static class CohereRule
{
    private static readonly VendorPath BilledInput = new("billed_units.input_tokens");
    private static readonly VendorPath BilledOutput = new("billed_units.output_tokens");
    private static readonly VendorPath SearchUnits = new("billed_units.search_units");
    private static readonly VendorPath Billed = new("billed_units");
    private static readonly VendorPath Input = new("tokens.input_tokens");
    private static readonly VendorPath Output = new("tokens.output_tokens");
    private static readonly VendorPath Cached = new("cached_tokens");

    public static void Read(RawUsage raw, bool isByTokens, ref VendorCounts counts)
    {
        var isBilled = raw.Has(Billed) && !isByTokens;
        counts.Input = (isBilled ? raw.Count(BilledInput) : raw.Count(Input)) ?? 0;
        counts.Output = (isBilled ? raw.Count(BilledOutput) : raw.Count(Output)) ?? 0;
        counts.CacheRead = isBilled ? 0 : raw.Count(Cached) ?? 0;
        counts.CachePath = Cached;
        counts.SearchRequests = raw.Count(SearchUnits) ?? 0;
        foreach (var other in (ReadOnlySpan<VendorPath>)[BilledInput, BilledOutput, Input, Output, Cached])
        {
            raw.Ignore(other);
        }
    }
}
