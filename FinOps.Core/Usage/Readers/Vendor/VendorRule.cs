namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>How the counts of a usage object stand to each other.</summary>
public enum VendorRule : byte
{
    /// <summary>Not known; the object's shape tells.</summary>
    ByShape,

    /// <summary><c>prompt_tokens</c> and <c>completion_tokens</c>, as in OpenAI's chat and everyone who speaks like it. Both include their parts.</summary>
    Chat,

    /// <summary><c>input_tokens</c> and <c>output_tokens</c> of OpenAI: responses, realtime, images, transcription. Both include their parts.</summary>
    Responses,

    /// <summary>Input alone.</summary>
    Embeddings,

    /// <summary>Anthropic's own: <c>input_tokens</c> leaves out what was read from and written to the cache.</summary>
    Anthropic,

    /// <summary>Gemini's own: thoughts and tool-use prompts stand beside the main counts.</summary>
    Gemini,

    /// <summary>Bedrock's Converse: <c>inputTokens</c> leaves out the cache.</summary>
    Converse,

    /// <summary>Bedrock's InvokeModel: counts of the model's own making.</summary>
    Invocation,

    /// <summary>Cohere's billed units.</summary>
    Cohere,

    /// <summary>Cohere's token counts.</summary>
    CohereTokens,

    /// <summary>The fields of the usage format.</summary>
    Canonical,
}

/// <summary>Providers whose objects differ from the rule in something.</summary>
internal enum VendorHost : byte
{
    Other,
    OpenAi,
    DeepSeek,
    Mistral,
    OpenRouter,
    Perplexity,
    Xai,
}
