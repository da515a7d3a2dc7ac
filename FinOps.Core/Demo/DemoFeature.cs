namespace FinOps.Core.Demo;

/// <summary>How a feature calls its model.</summary>
internal enum DemoShape
{
    /// <summary>One call that stands alone.</summary>
    Single,

    /// <summary>A few turns of one session; what was said before is sent along as memory.</summary>
    Chat,

    /// <summary>A run of planning, tool and writing steps.</summary>
    Agent,

    /// <summary>Jobs at night, at batch price.</summary>
    Batch,

    /// <summary>Calls that the system makes on its own, around the clock.</summary>
    Background,
}

/// <summary>One feature of the demo company's product.</summary>
/// <param name="Key">The feature id in the log.</param>
/// <param name="Input">Typical input tokens of a first call.</param>
/// <param name="Output">Typical output tokens of a call.</param>
internal sealed record DemoFeature(string Key, string Team, string Route, DemoShape Shape, DemoModel Model, int Input, int Output)
{
    public required string[] Tasks { get; init; }

    /// <summary>Share of the input that is prompt and tool; the rest is memory.</summary>
    public required (double Prompt, double Tool) Layers { get; init; }

    /// <summary>Who uses it how much: free, pro, enterprise.</summary>
    public required double[] Weights { get; init; }

    /// <summary>Asked when <see cref="Model"/> fails.</summary>
    public DemoModel Fallback { get; init; } = DemoModel.GptMini;

    /// <summary>Share of calls that report their layers.</summary>
    public double SplitShare { get; init; } = 0.985;

    /// <summary>Share of first calls that find their prompt in the provider's cache.</summary>
    public double CacheHitShare { get; init; } = 0.35;

    /// <summary>Typical turns of a chat or steps of an agent run.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Share of agent steps that search the web (and are charged for it).</summary>
    public double SearchShare { get; init; }

    /// <summary>Growth of the prompt per day, e.g. 0.012.</summary>
    public double PromptGrowth { get; init; }

    public static readonly DemoFeature[] All =
    [
        new("support-chat", "Support Experience", "/v1/chat", DemoShape.Chat, DemoModel.Sonnet, 5_400, 270)
            { Tasks = ["answer", "clarify", "hand-over"], Layers = (0.64, 0.23), Weights = [30, 22, 24], Steps = 3, CacheHitShare = 0.4 },
        new("email-drafts", "Messaging", "/v1/drafts", DemoShape.Single, DemoModel.Haiku, 3_300, 165)
            { Tasks = ["draft", "rewrite", "translate"], Layers = (0.60, 0.25), Weights = [34, 20, 12], CacheHitShare = 0.15 },
        new(ThreadSummary, "Messaging", "/v1/summaries", DemoShape.Single, DemoModel.GptMini, 5_200, 190)
            { Tasks = ["summarize"], Layers = (0.56, 0.27), Weights = [10, 12, 12], Fallback = DemoModel.GeminiFlash, CacheHitShare = 0.1 },
        new("knowledge-search", "Search", "/v1/search", DemoShape.Chat, DemoModel.GeminiFlash, 9_800, 340)
            { Tasks = ["retrieve", "answer"], Layers = (0.38, 0.24), Weights = [14, 18, 18], Steps = 2, CacheHitShare = 0.15 },
        new("meeting-notes", "Collaboration", "/v1/meetings", DemoShape.Single, DemoModel.GeminiFlash, 18_500, 1_020)
            { Tasks = ["minutes", "action-items"], Layers = (0.60, 0.24), Weights = [0, 7, 8], CacheHitShare = 0.05 },
        new("invoice-extraction", "Documents", "/v1/extract", DemoShape.Batch, DemoModel.GptLuna, 7_200, 280)
            { Tasks = ["extract", "validate"], Layers = (0.58, 0.28), Weights = [0, 8, 14], CacheHitShare = 0.2 },
        new("contract-review", "Legal Workflows", "/v1/contracts", DemoShape.Single, DemoModel.Opus, 32_000, 1_700)
            { Tasks = ["risk-scan", "compare", "redline"], Layers = (0.58, 0.25), Weights = [0, 0.5, 5], Fallback = DemoModel.Gpt, CacheHitShare = 0.1 },
        new(ResearchAgent, "Growth", "/v1/agents/research", DemoShape.Agent, DemoModel.Gpt, 7_600, 300)
            { Tasks = ["account-research", "lead-scoring"], Layers = (0.62, 0.30), Weights = [0, 2.2, 3], Steps = 6, SearchShare = 0.3, Fallback = DemoModel.Sonnet },
        new(CodeAssistant, "Developer Tools", "/v1/agents/code", DemoShape.Agent, DemoModel.Opus, 17_500, 420)
            { Tasks = ["edit", "explain", "fix-tests"], Layers = (0.52, 0.40), Weights = [0, 1.2, 3.2], Steps = 9, Fallback = DemoModel.Sonnet, CacheHitShare = 0.5 },
        new(ReportWriter, "Analytics", "/v1/reports", DemoShape.Agent, DemoModel.Sonnet, 5_200, 300)
            { Tasks = ["query", "chart", "narrative"], Layers = (0.52, 0.34), Weights = [1, 4, 5], Steps = 3, PromptGrowth = 0.014 },
        new(Moderation, "Trust and Safety", "/internal/moderation", DemoShape.Background, DemoModel.MistralSmall, 640, 18)
            { Tasks = ["classify"], Layers = (0.90, 0.00), Weights = [12, 8, 6], SplitShare = 0 },
        new("semantic-index", "Search", "/internal/index", DemoShape.Background, DemoModel.Embedding, 7_400, 0)
            { Tasks = ["embed"], Layers = (1.00, 0.00), Weights = [2, 6, 7], SplitShare = 0, CacheHitShare = 0 },
    ];

    /// <summary>Its sessions cost more than a session should.</summary>
    public const string CodeAssistant = "code-assistant";

    /// <summary>Moves to a dearer model without telling anyone.</summary>
    public const string ThreadSummary = "thread-summary";

    /// <summary>Where the runaway loop happens.</summary>
    public const string ResearchAgent = "research-agent";

    /// <summary>Its prompt grows week by week.</summary>
    public const string ReportWriter = "report-writer";

    /// <summary>Tries a model on own hardware that has no price.</summary>
    public const string Moderation = "moderation";
}
