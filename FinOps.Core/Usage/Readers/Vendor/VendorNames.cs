namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Names in usage objects that mean the same at every vendor.</summary>
internal static class VendorNames
{
    /// <summary>Whether the value is a wrapper around the usage object: the answer, or an event of a stream.</summary>
    public static bool IsWrapper(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("meta"u8) || name.SequenceEqual("body"u8),
        5 => name.SequenceEqual("usage"u8),
        6 => name.SequenceEqual("x_groq"u8) || name.SequenceEqual("result"u8),
        7 => name.SequenceEqual("message"u8),
        8 => name.SequenceEqual("response"u8),
        11 => name.SequenceEqual("modelOutput"u8),
        13 => name.SequenceEqual("usageMetadata"u8),
        14 => name.SequenceEqual("usage_metadata"u8),
        32 => name.SequenceEqual("amazon-bedrock-invocationMetrics"u8),
        _ => false,
    };

    /// <summary>Whether the value is an array that rules look into; others, such as choices, are passed over.</summary>
    public static bool IsList(ReadOnlySpan<byte> name) =>
        name.EndsWith("TokensDetails"u8) || name.EndsWith("_tokens_details"u8) || name.SequenceEqual("cacheDetails"u8) || name.SequenceEqual("iterations"u8)
        || name.SequenceEqual("results"u8);

    /// <summary>Whether a number by that name counts tokens that may be charged. Parts that never have a price of their own do not.</summary>
    public static bool IsTokenCount(ReadOnlySpan<byte> name) =>
        (name.EndsWith("tokens"u8) || name.EndsWith("Tokens"u8) || name.EndsWith("TokenCount"u8) || name.EndsWith("token_count"u8))
        && !name.SequenceEqual("text_tokens"u8) && !name.SequenceEqual("video_tokens"u8) && !name.EndsWith("prediction_tokens"u8) && !name.SequenceEqual("max_tokens"u8)
        && !name.SequenceEqual("max_output_tokens"u8) && !name.SequenceEqual("max_completion_tokens"u8);
}
