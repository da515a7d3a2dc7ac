using FinOps.Core.Pricing;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// Brings a vendor's raw usage object to the canonical counts. The API flavor chooses the rule; without one the object's shape does.
/// What does not add up is refused or flagged, never cut off. Reusable and not thread-safe: one for each import.
/// </summary>
internal sealed class VendorUsageReader(int maxCount)
{
    private readonly RawUsage raw = new() { MaxCount = maxCount };
    private byte[] knownProvider = [];
    private VendorHost knownHost;

    /// <summary>Reads one object.</summary>
    /// <param name="json">The buffer that holds it; valid JSON.</param>
    /// <param name="usage">Where the object lies.</param>
    /// <param name="provider">The provider as reported.</param>
    /// <param name="flavor">The API flavor as reported; empty when it was not.</param>
    /// <param name="counts">What the object says; all 0 and marked when it says nothing.</param>
    /// <returns>Why the object cannot be read; null when it can.</returns>
    public UsageFault? Read(byte[] json, TextSlice usage, ReadOnlySpan<byte> provider, ReadOnlySpan<byte> flavor, out VendorCounts counts)
    {
        counts = default;
        if (ApiFlavors.Find(flavor) is not { } named)
        {
            return UsageFaults.UnknownValue("api_flavor", ApiFlavors.Listed);
        }

        if (raw.Read(json, usage.Offset, usage.Length) is { } broken)
        {
            return broken;
        }

        if (raw.IsNothing)
        {
            counts.IsMissing = true;
            return null;
        }

        named = VendorShape.IsCanonical(raw) ? VendorRule.Canonical : named;
        var fits = VendorShape.Fits(raw, named);
        if ((fits ? named : VendorShape.Of(raw)) is not { } rule)
        {
            return Unknown();
        }

        counts.Rule = rule;
        counts.Flags = fits || named == VendorRule.ByShape ? UsageFlags.None : UsageFlags.FlavorMismatch;
        var host = HostOf(provider);
        return Apply(rule, host, ref counts) ?? raw.Fault ?? VendorChecks.Check(raw, host, ref counts);
    }

    private UsageFault? Apply(VendorRule rule, VendorHost host, ref VendorCounts counts)
    {
        switch (rule)
        {
            case VendorRule.Chat:
                ChatRule.Read(raw, host, ref counts);
                break;
            case VendorRule.Responses:
                ResponsesRule.Read(raw, host, ref counts);
                break;
            case VendorRule.Embeddings:
                EmbeddingsRule.Read(raw, ref counts);
                break;
            case VendorRule.Anthropic:
                AnthropicRule.Read(raw, ref counts);
                break;
            case VendorRule.Gemini:
                GeminiRule.Read(raw, ref counts);
                break;
            case VendorRule.Converse:
                ConverseRule.Read(raw, ref counts);
                break;
            case VendorRule.Invocation:
                InvocationRule.Read(raw, ref counts);
                break;
            case VendorRule.Cohere or VendorRule.CohereTokens:
                CohereRule.Read(raw, rule == VendorRule.CohereTokens, ref counts);
                break;
            case VendorRule.Canonical:
                return CanonicalRule.Read(raw, ref counts);
            case VendorRule.ByShape:
            default:
                return Unknown();
        }

        return null;
    }

    private UsageFault Unknown() => VendorChecks.Unknown(raw);

    /// <summary>Logs name the same provider line after line.</summary>
    private VendorHost HostOf(ReadOnlySpan<byte> provider)
    {
        if (!provider.SequenceEqual(knownProvider))
        {
            knownProvider = provider.ToArray();
            knownHost = ProviderAliases.Canonical(System.Text.Encoding.UTF8.GetString(provider)) switch
            {
                "openai" or "azure" => VendorHost.OpenAi,
                "deepseek" => VendorHost.DeepSeek,
                "mistral" => VendorHost.Mistral,
                "openrouter" => VendorHost.OpenRouter,
                "perplexity" => VendorHost.Perplexity,
                "xai" => VendorHost.Xai,
                _ => VendorHost.Other,
            };
        }

        return knownHost;
    }
}
