namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Tells by its names which rule an object follows. Where two rules would read it alike, either is right.</summary>
internal static class VendorShape
{
    private static readonly VendorPath PromptTokens = new("prompt_tokens");
    private static readonly VendorPath CompletionTokens = new("completion_tokens");
    private static readonly VendorPath InputTokens = new("input_tokens");
    private static readonly VendorPath OutputTokens = new("output_tokens");
    private static readonly VendorPath TotalTokens = new("total_tokens");

    private static readonly VendorPath[] OfAnthropic = Paths(
        "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation", "server_tool_use", "output_tokens_details.thinking_tokens", "iterations.[].type", "inference_geo", "speed");


    private static readonly VendorPath[] OfCanonical = Paths(
        "cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens", "reasoning_tokens", "search_requests", "tool_fees_usd", "input_audio_tokens", "cached_audio_tokens",
        "input_image_tokens", "cached_image_tokens", "output_audio_tokens", "output_image_tokens");

    private static readonly VendorPath[] OfGemini = Paths(
        "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "totalTokenCount", "responseTokenCount", "candidates_token_count", "thoughts_token_count", "total_token_count", "response_token_count");

    private static readonly VendorPath[] OfConverse = Paths("inputTokens", "outputTokens");
    private static readonly VendorPath[] OfInvocation = Paths("inputTokenCount", "outputTokenCount", "inputTextTokenCount", "prompt_token_count", "generation_token_count", "prompt_eval_count", "eval_count");
    private static readonly VendorPath[] OfCohere = Paths("billed_units", "tokens.input_tokens", "tokens.output_tokens");

    /// <summary>Whether the counts are those of our own format, which are clear under any flavor.</summary>
    public static bool IsCanonical(RawUsage raw) => (raw.Has(InputTokens) || raw.Has(OutputTokens)) && HasAny(raw, OfCanonical) && !HasAny(raw, OfAnthropic);

    /// <summary>The rule; null when the object has the shape of none.</summary>
    public static VendorRule? Of(RawUsage raw)
    {
        if (raw.Has(PromptTokens) || raw.Has(CompletionTokens))
        {
            return VendorRule.Chat;
        }

        if (raw.Has(InputTokens) || raw.Has(OutputTokens))
        {
            return HasAny(raw, OfAnthropic) ? VendorRule.Anthropic : HasAny(raw, OfCanonical) ? VendorRule.Canonical : VendorRule.Responses;
        }

        return HasAny(raw, OfGemini) ? VendorRule.Gemini : HasAny(raw, OfConverse) ? VendorRule.Converse : HasAny(raw, OfInvocation) ? VendorRule.Invocation
            : HasAny(raw, OfCohere) ? VendorRule.Cohere : null;
    }

    /// <summary>Whether an object has what the rule cannot do without.</summary>
    public static bool Fits(RawUsage raw, VendorRule rule) => rule switch
    {
        VendorRule.Chat => raw.Has(PromptTokens) || raw.Has(CompletionTokens),
        VendorRule.Responses or VendorRule.Anthropic or VendorRule.Canonical => raw.Has(InputTokens) || raw.Has(OutputTokens),
        VendorRule.Embeddings => raw.Has(PromptTokens) || raw.Has(InputTokens) || raw.Has(TotalTokens) || HasAny(raw, OfCohere),
        VendorRule.Gemini => HasAny(raw, OfGemini) || HasAny(raw, OfInvocation),
        VendorRule.Converse => HasAny(raw, OfConverse),
        VendorRule.Invocation => HasAny(raw, OfInvocation),
        VendorRule.Cohere or VendorRule.CohereTokens => HasAny(raw, OfCohere),
        VendorRule.ByShape => false,
    };

    private static VendorPath[] Paths(params string[] names) => [.. names.Select(name => new VendorPath(name))];

    private static bool HasAny(RawUsage raw, VendorPath[] paths)
    {
        foreach (var path in paths)
        {
            if (raw.Has(path))
            {
                return true;
            }
        }

        return false;
    }
}
