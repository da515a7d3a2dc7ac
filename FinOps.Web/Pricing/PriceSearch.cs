using System.Text;
using FinOps.Core.Pricing;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Pricing;

/// <summary>Which prices a person looks for. It lives in the address.</summary>
public sealed record PriceSearch
{
    private const int MaxWords = 200;

    /// <summary>Parts of a model's or provider's name, or of the source or note.</summary>
    public string Words { get; init; } = "";

    public string Provider { get; init; } = "";

    /// <summary>A host scope; null for all.</summary>
    public string? HostScope { get; init; }

    public PriceKind? Kind { get; init; }

    /// <summary>Null for those in force now or later.</summary>
    public PriceState? State { get; init; }

    /// <summary>True for all, replaced and ended ones too.</summary>
    public bool IsEveryState { get; init; }

    public bool IsDefault => this == new PriceSearch();

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static PriceSearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string? One(string key) => values.TryGetValue(key, out var found) ? found[0]?.Trim() : null;
        var words = One("q") ?? "";
        return new PriceSearch
        {
            Words = words[..Math.Min(words.Length, MaxWords)],
            Provider = One("provider") ?? "",
            HostScope = One("scope"),
            Kind = Known<PriceKind>(One("kind")),
            State = Known<PriceState>(One("state")),
            IsEveryState = One("state") == "all",
        };
    }

    public string ToQuery()
    {
        var text = new StringBuilder();
        void Add(string key, string? value) => text.Append(value is null ? "" : $"&{key}={Uri.EscapeDataString(value)}");
        Add("q", Words.Length == 0 ? null : Words);
        Add("provider", Provider.Length == 0 ? null : Provider);
        Add("scope", HostScope);
        Add("kind", Kind?.ToString().ToLowerInvariant());
        Add("state", IsEveryState ? "all" : State?.ToString().ToLowerInvariant());
        return CostView.Join("", text.ToString());
    }

    public IReadOnlyList<PriceVersion> Find(IEnumerable<PriceVersion> prices, long nowMicros) =>
    [
        .. prices.Where(v => (Kind is null || v.Price.Kind == Kind)
            && (Provider.Length == 0 || v.Price.Provider == Provider)
            && (HostScope is null || v.Price.HostScope == HostScope)
            && (IsEveryState || (State is { } state ? v.StateAt(nowMicros) == state : v.StateAt(nowMicros) is PriceState.InForce or PriceState.Future))
            && HasWords(v.Price)),
    ];

    private static T? Known<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    private bool HasWords(Price price)
    {
        var all = $"{price.Provider} {price.ModelPattern} {price.HostScope} {price.Source} {price.Note}";
        return Words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => all.Contains(w, StringComparison.OrdinalIgnoreCase));
    }
}
