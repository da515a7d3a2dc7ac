using System.Text.RegularExpressions;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Which calls someone wants to be rated again. Records outside of it are never touched, those inside only where price or cost differ.</summary>
/// <param name="Provider">By any of its names; empty for every provider.</param>
/// <param name="Model">A reported name or the model it stands for, with <c>*</c> for any text; empty for every model.</param>
/// <param name="FromUtc">When the calls were made, included; null for no bound.</param>
/// <param name="ToUtc">Excluded; null for no bound.</param>
public sealed record RerateScope(string Provider, string Model, DateTime? FromUtc, DateTime? ToUtc)
{
    public static readonly RerateScope All = new("", "", null, null);

    /// <summary>What a price may change of stored calls: those from its start to its end, of names that it or a mapping to it could mean.</summary>
    public static RerateScope Of(PriceDraft price)
    {
        ArgumentNullException.ThrowIfNull(price);
        var model = price.Match switch
        {
            ModelMatch.Exact => price.ModelPattern,
            ModelMatch.Prefix => price.ModelPattern + "*",
            ModelMatch.Regex => "",
        };
        return new RerateScope(price.Provider, model, price.ValidFromUtc, price.ValidToUtc);
    }

    internal static RerateScope Of(RerateRun run) => new(run.Provider, run.Model, UtcOf(run.FromMicros), UtcOf(run.ToMicros));

    /// <summary>Whether calls of a provider and model are meant.</summary>
    /// <param name="provider">As reported.</param>
    /// <param name="model">As reported.</param>
    /// <param name="baseModels">Models that the name has stood for.</param>
    public bool Covers(string provider, string model, IEnumerable<string> baseModels)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Provider.Length > 0 && ProviderAliases.Canonical(Provider) != ProviderAliases.Canonical(provider))
        {
            return false;
        }

        return Model.Length == 0 || baseModels.Prepend(model).SelectMany(WithAndWithoutHost).Any(IsMatch);
    }

    private static DateTime? UtcOf(long? micros) => micros is { } at ? Instants.ToUtc(at) : null;

    /// <summary>Routers and hosts put a path before the model's name.</summary>
    private static IEnumerable<string> WithAndWithoutHost(string name)
    {
        yield return name;
        if (name.LastIndexOf('/') is >= 0 and var slash)
        {
            yield return name[(slash + 1)..];
        }

        // Bedrock's cross-region names.
        if (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot)
        {
            yield return name[(dot + 1)..];
        }
    }

    private bool IsMatch(string name) => Model.Contains('*', StringComparison.Ordinal)
        ? Regex.IsMatch(name, $"^{Regex.Escape(Model).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)
        : string.Equals(name, Model, StringComparison.OrdinalIgnoreCase);
}
