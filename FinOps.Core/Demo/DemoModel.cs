namespace FinOps.Core.Demo;

/// <summary>A model that the demo company calls.</summary>
/// <param name="Provider">As in the price catalog.</param>
/// <param name="Name">As in the price catalog; in the case of <see cref="SafetyScreen"/> deliberately not in it.</param>
/// <param name="Version">The dated version that the provider reports; null when it reports none.</param>
/// <param name="FirstTokenMs">Typical wait for the first output token.</param>
/// <param name="TokensPerSecond">Typical speed of output.</param>
internal sealed record DemoModel(string Provider, string Name, string? Version, int FirstTokenMs, int TokensPerSecond)
{
    public static readonly DemoModel Opus = new("anthropic", "claude-opus-5", null, 1_400, 55) { HasCacheWrites = true };
    public static readonly DemoModel Sonnet = new("anthropic", "claude-sonnet-4-6", null, 900, 75) { HasCacheWrites = true };

    public static readonly DemoModel Haiku = new("anthropic", "claude-haiku-4-5", "20251001", 420, 150)
    {
        HasCacheWrites = true,
        Claim = new DemoClaim(1.00m, 0.10m, 1.25m, 5.00m),
    };

    public static readonly DemoModel Gpt = new("openai", "gpt-5.5", "2026-04-23", 1_100, 80);
    public static readonly DemoModel GptMini = new("openai", "gpt-5.4-mini", "2026-03-17", 480, 140);
    public static readonly DemoModel GptLuna = new("openai", "gpt-5.6-luna", null, 350, 190);
    public static readonly DemoModel Embedding = new("openai", "text-embedding-3-small", null, 90, 0) { HasCache = false };

    /// <summary>Its gateway still calculates with rates that are 3 % too high.</summary>
    public static readonly DemoModel GeminiFlash = new("google", "gemini-3.6-flash", null, 380, 210)
    {
        Claim = new DemoClaim(0.7725m, 0.07725m, 0m, 3.8625m),
    };

    public static readonly DemoModel MistralSmall = new("mistral", "mistral-small-2603", null, 260, 170) { HasCache = false };

    /// <summary>Runs on own hardware: no price in any catalog, so that unpriced usage shows.</summary>
    public static readonly DemoModel SafetyScreen = new("in-house", "safety-screen-2", "2.1", 60, 400) { HasCache = false };

    public bool HasCache { get; init; } = true;

    /// <summary>True when the provider charges for filling its cache.</summary>
    public bool HasCacheWrites { get; init; }

    /// <summary>The rates with which the gateway fills <c>cost_usd</c>; null when it leaves that field out.</summary>
    public DemoClaim? Claim { get; init; }
}

/// <summary>Rates in USD per million tokens with which a gateway claims a cost.</summary>
internal sealed record DemoClaim(decimal Input, decimal CacheRead, decimal CacheWrite, decimal Output)
{
    public decimal Of(DemoCall call) =>
        ((Input * (call.InputTokens - call.CachedTokens - call.CacheWriteTokens))
            + (CacheRead * call.CachedTokens) + (CacheWrite * call.CacheWriteTokens) + (Output * call.OutputTokens)) / 1_000_000m;
}
