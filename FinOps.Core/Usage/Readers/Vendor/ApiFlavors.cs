using System.Collections.Frozen;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Names of API flavors, as logs and price questions give them in <c>api_flavor</c>.</summary>
public static class ApiFlavors
{
    /// <summary>The names that documents and faults list.</summary>
    public const string Listed = "chat, responses, embeddings, realtime, audio, images, transcription, anthropic, gemini, converse, invoke_model, cohere, tokens, canonical, default";

    private static readonly FrozenDictionary<string, VendorRule> Rules = new Dictionary<string, VendorRule>(StringComparer.OrdinalIgnoreCase)
    {
        ["default"] = VendorRule.ByShape,
        ["chat"] = VendorRule.Chat,
        ["chat_completions"] = VendorRule.Chat,
        ["chat.completions"] = VendorRule.Chat,
        ["completions"] = VendorRule.Chat,
        ["completion"] = VendorRule.Chat,
        ["text_completion"] = VendorRule.Chat,
        ["openai"] = VendorRule.Chat,
        ["responses"] = VendorRule.Responses,
        ["response"] = VendorRule.Responses,
        ["realtime"] = VendorRule.Responses,
        ["images"] = VendorRule.Responses,
        ["image"] = VendorRule.Responses,
        ["image_generation"] = VendorRule.Responses,
        ["image_edit"] = VendorRule.Responses,
        ["transcription"] = VendorRule.Responses,
        ["transcriptions"] = VendorRule.Responses,
        ["audio"] = VendorRule.ByShape,
        ["speech"] = VendorRule.ByShape,
        ["batch"] = VendorRule.ByShape,
        ["embeddings"] = VendorRule.Embeddings,
        ["embedding"] = VendorRule.Embeddings,
        ["anthropic"] = VendorRule.Anthropic,
        ["messages"] = VendorRule.Anthropic,
        ["gemini"] = VendorRule.Gemini,
        ["vertex"] = VendorRule.Gemini,
        ["google"] = VendorRule.Gemini,
        ["generate_content"] = VendorRule.Gemini,
        ["generateContent"] = VendorRule.Gemini,
        ["live"] = VendorRule.Gemini,
        ["converse"] = VendorRule.Converse,
        ["bedrock"] = VendorRule.ByShape,
        ["invoke_model"] = VendorRule.ByShape,
        ["invokeModel"] = VendorRule.ByShape,
        ["invoke"] = VendorRule.ByShape,
        ["cohere"] = VendorRule.Cohere,
        ["rerank"] = VendorRule.Cohere,
        ["tokens"] = VendorRule.CohereTokens,
        ["canonical"] = VendorRule.Canonical,
        ["normalized"] = VendorRule.Canonical,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, VendorRule>.AlternateLookup<ReadOnlySpan<char>> BySpan = Rules.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The rule that a flavor names; null when nobody knows the flavor.</summary>
    internal static VendorRule? Find(ReadOnlySpan<byte> flavor)
    {
        if (flavor.IsEmpty)
        {
            return VendorRule.ByShape;
        }

        Span<char> name = stackalloc char[32];
        return System.Text.Ascii.ToUtf16(flavor, name, out var length) == System.Buffers.OperationStatus.Done && BySpan.TryGetValue(name[..length], out var rule) ? rule : null;
    }
}
