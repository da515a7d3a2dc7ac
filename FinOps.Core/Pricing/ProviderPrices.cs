namespace FinOps.Core.Pricing;

/// <summary>A row that names a model at a place, and how specifically.</summary>
internal readonly record struct RankedPrice(PricePeriod Period, int Specificity);

/// <summary>The prices of one provider, by pattern.</summary>
internal sealed class ProviderPrices
{
    private static readonly PriceKind[] Kinds = Enum.GetValues<PriceKind>();

    private readonly PatternIndex<PatternPrices> patterns = new();

    public ProviderPrices(IEnumerable<PricePeriod> periods)
    {
        foreach (var group in periods.GroupBy(p => (p.Price.Kind, p.Price.Match, p.Price.ModelPattern)))
        {
            patterns.Add(group.Key.Match, group.Key.ModelPattern, new PatternPrices(group.Key.Kind, group.Key.ModelPattern, [.. group]));
        }
    }

    /// <summary>
    /// The rows that name a model at its place. Of each kind only those of the first name count that any row of the kind bears. Undated names count
    /// where no price lists the others; in the catalog also where only own prices do, which may end.
    /// </summary>
    public List<RankedPrice> Naming(ReportedModel model)
    {
        var found = Naming(model.Names, model.HostScope);
        var hasPrice = found.Exists(p => !p.Period.Price.IsDiscount);
        if (!found.Exists(p => p.Period.Price.Kind == PriceKind.Catalog))
        {
            found.AddRange(Naming(model.Undated, model.HostScope).Where(p => !hasPrice || p.Period.Price.Kind == PriceKind.Catalog));
        }

        return found;
    }

    /// <summary>Whether any price names a model, at whatever place; a discount is none.</summary>
    public bool Knows(ReportedModel model) => model.Names.Concat(model.Undated).SelectMany(Matching).Any(p => p.Value.Periods.Any(row => !row.Price.IsDiscount));

    private List<RankedPrice> Naming(IReadOnlyList<string> names, string hostScope)
    {
        var found = new List<RankedPrice>();
        var byName = names.Select(name => Matching(name).ToList()).ToList();
        foreach (var kind in Kinds)
        {
            foreach (var named in byName)
            {
                var rows = named
                    .Where(p => p.Value.Kind == kind)
                    .SelectMany(p => p.Value.Periods.Where(row => IsAt(row.Price.HostScope, hostScope)).Select(row => new RankedPrice(row, p.Pattern.Specificity)))
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

    /// <summary>Whether a call at a place takes a row's price: the same place, one around it, or everywhere.</summary>
    private static bool IsAt(string rowScope, string scope) =>
        rowScope.Length == 0
        || (scope.StartsWith(rowScope, StringComparison.Ordinal) && (scope.Length == rowScope.Length || scope[rowScope.Length] == '/'));

    /// <summary>The patterns that name a model. A start in the catalog reaches no sibling of the listed model; in own prices it means what it says.</summary>
    private IEnumerable<(ModelPattern Pattern, PatternPrices Value)> Matching(string name) =>
        patterns.Matching(name).Where(p => p.Pattern.Match != ModelMatch.Prefix || p.Value.Kind != PriceKind.Catalog
            || SiblingNames.IsSameModel(p.Value.Text, name.AsSpan(p.Value.Text.Length)));

    private sealed record PatternPrices(PriceKind Kind, string Text, PricePeriod[] Periods);
}
