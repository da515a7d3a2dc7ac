namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Bedrock's InvokeModel: the metrics of its last chunk, and the counts that Titan and Llama answer with; Ollama counts as plainly.</summary>
internal static class InvocationRule
{
    private static readonly VendorPath Input = new("inputTokenCount");
    private static readonly VendorPath Output = new("outputTokenCount");
    private static readonly VendorPath CacheRead = new("cacheReadInputTokenCount");
    private static readonly VendorPath CacheWrite = new("cacheWriteInputTokenCount");
    private static readonly VendorPath TitanInput = new("inputTextTokenCount");
    private static readonly VendorPath TitanOutput = new("results.[].tokenCount");
    private static readonly VendorPath LlamaInput = new("prompt_token_count");
    private static readonly VendorPath LlamaOutput = new("generation_token_count");

    private static readonly VendorPath OllamaInput = new("prompt_eval_count");
    private static readonly VendorPath OllamaOutput = new("eval_count");

    public static void Read(RawUsage raw, ref VendorCounts counts)
    {
        var fresh = raw.Count(Input, TitanInput) ?? raw.Count(LlamaInput, OllamaInput) ?? 0;
        counts.CacheRead = raw.Count(CacheRead) ?? 0;
        counts.CacheWrite5m = raw.Count(CacheWrite) ?? 0;
        counts.Input = fresh + counts.CacheRead + counts.CacheWrite5m;
        counts.Output = raw.Count(Output, LlamaOutput) ?? raw.Count(TitanOutput, OllamaOutput) ?? 0;
    }
}
