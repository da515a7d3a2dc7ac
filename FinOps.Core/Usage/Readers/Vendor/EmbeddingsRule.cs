namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Embeddings charge their input alone, whatever else the object says.</summary>
internal static class EmbeddingsRule
{
    private static readonly VendorPath Prompt = new("prompt_tokens");
    private static readonly VendorPath Input = new("input_tokens");
    private static readonly VendorPath Billed = new("billed_units.input_tokens");
    private static readonly VendorPath Total = new("total_tokens");
    private static readonly VendorPath ServiceTier = new("service_tier");

    public static void Read(RawUsage raw, ref VendorCounts counts)
    {
        counts.Total = raw.Count(Total);
        counts.Input = raw.Count(Prompt, Input) ?? raw.Count(Billed) ?? counts.Total ?? 0;
        counts.ServiceTier = raw.Text(ServiceTier);
    }
}
