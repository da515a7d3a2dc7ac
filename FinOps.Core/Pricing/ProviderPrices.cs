namespace FinOps.Core.Pricing;

/// <summary>A row that names a model at a place, and how specifically.</summary>
internal readonly record struct RankedPrice(PricePeriod Period, int Specificity);

/// <summary>The prices of one provider, by pattern.</summary>
internal sealed class ProviderPrices
{
    private static readonly PriceKind[] Kinds = Enum.GetValues<PriceKind>();

    private readonly Dictionary<string, List<PatternPrices>> exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PatternPrices> open = [];

    public ProviderPrices(IEnumerable<PricePeriod> periods)
    {
        foreach (var group in periods.GroupBy(p => (p.Price.Kind, p.Price.Match, p.Price.ModelPattern)))
        {
            var pattern = new PatternPrices(group.Key.Kind, new ModelPattern(group.Key.Match, group.Key.ModelPattern), [.. group]);
            if (group.Key.Match != ModelMatch.Exact)
            {
                open.Add(pattern);
            }
            else if (exact.TryGetValue(group.Key.ModelPattern, out var known))
            {
                known.Add(pattern);
            }
            else
            {
                exact.Add(group.Key.ModelPattern, [pattern]);
            }
        }
    }

    /// <summary>The rows that name a model at its place. Of each kind only those of the first name count that any row of the kind bears.</summary>
    public List<RankedPrice> Naming(ReportedModel model)
    {
        var found = new List<RankedPrice>();
        var byName = model.Names.Select(Matching).ToList();
        foreach (var kind in Kinds)
        {
            foreach (var patterns in byName)
            {
                var rows = patterns
                    .Where(p => p.Kind == kind)
                    .SelectMany(p => p.Periods.Where(row => IsAt(row.Price.HostScope, model.HostScope)).Select(row => new RankedPrice(row, p.Pattern.Specificity)))
                    .ToList();
                if (rows.Count > 0)
                {
                    found.AddRange(rows);
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Whether any price names a model, at whatever place; a discount is none.</summary>
    public bool Knows(ReportedModel model) => model.Names.SelectMany(Matching).Any(p => p.Periods.Any(row => !row.Price.IsDiscount));

    /// <summary>Whether a call at a place takes a row's price: the same place, one around it, or everywhere.</summary>
    private static bool IsAt(string rowScope, string scope) =>
        rowScope.Length == 0
        || (scope.StartsWith(rowScope, StringComparison.Ordinal) && (scope.Length == rowScope.Length || scope[rowScope.Length] == '/'));

    private List<PatternPrices> Matching(string name)
    {
        var found = open.Where(p => p.Pattern.IsMatch(name)).ToList();
        if (exact.TryGetValue(name, out var named))
        {
            found.AddRange(named);
        }

        return found;
    }

    private sealed record PatternPrices(PriceKind Kind, ModelPattern Pattern, PricePeriod[] Periods);
}
