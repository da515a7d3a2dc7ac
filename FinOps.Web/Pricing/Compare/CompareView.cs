using System.Globalization;
using System.Text;
using FinOps.Core.Pricing;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Pricing.Compare;

/// <summary>A request and the models that it is compared on. It lives in the address.</summary>
public sealed record CompareView
{
    public const int MostModels = 40;
    public const int MostTokens = 10_000_000;

    /// <summary>Provider and model; empty for the models in use.</summary>
    public IReadOnlyList<(string Provider, string Model)> Models { get; init; } = [];

    /// <summary>All input tokens, cached ones included.</summary>
    public int InputTokens { get; init; } = PricePreview.TypicalRequest.InputTokens;

    /// <summary>Input tokens read from the cache.</summary>
    public int CachedTokens { get; init; } = PricePreview.TypicalRequest.CacheReadTokens;
    public int OutputTokens { get; init; } = PricePreview.TypicalRequest.OutputTokens;
    public ServiceTier Tier { get; init; }

    /// <summary>What makes no sense, or null.</summary>
    public string? Fault => CachedTokens > InputTokens ? "More tokens are cached than sent: cached tokens are part of the input." : null;

    public UsageQuantities Usage => new(InputTokens, CachedTokens, 0, 0, OutputTokens, 0, 0, Tier);

    public static CompareView Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string? One(string key) => values.TryGetValue(key, out var found) ? found[0] : null;
        var standard = new CompareView();
        var models = values.TryGetValue("m", out var named) ? named : [];
        return new CompareView
        {
            Models = [.. models.Select(m => ModelOf(m ?? "")).Where(m => m.Model.Length > 0).Distinct().Take(MostModels)],
            InputTokens = Count(One("in"), standard.InputTokens),
            CachedTokens = Count(One("cached"), standard.CachedTokens),
            OutputTokens = Count(One("out"), standard.OutputTokens),
            Tier = Enum.TryParse<ServiceTier>(One("tier"), ignoreCase: true, out var tier) && Enum.IsDefined(tier) ? tier : ServiceTier.Standard,
        };
    }

    public string ToQuery()
    {
        var text = new StringBuilder();
        var standard = new CompareView();
        void Add(string key, int count, int usual) => text.Append(count == usual ? "" : string.Create(CultureInfo.InvariantCulture, $"&{key}={count}"));
        Add("in", InputTokens, standard.InputTokens);
        Add("cached", CachedTokens, standard.CachedTokens);
        Add("out", OutputTokens, standard.OutputTokens);
        text.Append(Tier == ServiceTier.Standard ? "" : $"&tier={Tier.ToString().ToLowerInvariant()}");
        foreach (var (provider, model) in Models)
        {
            text.Append("&m=").Append(Uri.EscapeDataString($"{provider}/{model}"));
        }

        return CostView.Join("", text.ToString());
    }

    /// <summary>Provider and model of a text such as <c>openai/gpt-5.5</c> or <c>openai gpt-5.5</c>.</summary>
    public static (string Provider, string Model) ModelOf(string text)
    {
        var cut = text.IndexOfAny(['/', ' ']);
        return cut > 0 ? (text[..cut].Trim(), text[(cut + 1)..].Trim()) : ("", "");
    }

    private static int Count(string? text, int usual) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MostTokens ? count : usual;
}
