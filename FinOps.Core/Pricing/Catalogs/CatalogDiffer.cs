namespace FinOps.Core.Pricing;

/// <summary>Lays a price list beside the catalog prices of the book; pure.</summary>
internal sealed class CatalogDiffer
{
    /// <summary>Sources that are further apart are shown with both figures.</summary>
    private const decimal DisagreementPercent = 1m;

    private readonly PriceFile file;
    private readonly long from;
    private readonly IReadOnlyList<PriceFile> others;
    private readonly Dictionary<CatalogKey, List<PricePeriod>> stored;
    private readonly PriceSnapshot catalog;
    private readonly PriceSnapshot listed;
    private readonly List<PriceSnapshot> otherPrices;
    private readonly ILookup<(string, ModelMatch, string), Price> byName;

    private CatalogDiffer(PriceFile file, IReadOnlyList<Price> book, long from, IReadOnlyList<PriceFile> others)
    {
        (this.file, this.from, this.others) = (file, from, others);
        var catalogRows = book.Where(p => p.Kind == PriceKind.Catalog).ToList();
        var ends = PriceVersions.EndOfEach(catalogRows);
        stored = catalogRows.GroupBy(CatalogKey.Of).ToDictionary(g => g.Key, g => g.Select(p => new PricePeriod(p, ends[p])).ToList());
        catalog = new PriceSnapshot(catalogRows);
        listed = new PriceSnapshot(file.Prices);
        byName = file.Prices.ToLookup(NameOf);
        otherPrices = [.. others.Select(o => new PriceSnapshot(o.Prices))];
    }

    /// <summary>What changes when the list holds from a date on.</summary>
    /// <param name="book">All prices of the book.</param>
    /// <param name="from">The date in microseconds.</param>
    /// <param name="others">Further lists to compare with; nothing of them is taken over.</param>
    public static CatalogDiff Of(PriceFile file, IReadOnlyList<Price> book, long from, IReadOnlyList<PriceFile> others) =>
        new(file, from, new CatalogDiffer(file, book, from, others).Changes());

    private List<CatalogChange> Changes()
    {
        var groups = file.Prices.GroupBy(CatalogKey.Of).ToList();
        var changes = groups.Select(g => ChangeOf(g.Key, [.. g.OrderBy(p => p.ValidFromMicros)])).OfType<CatalogChange>().ToList();
        var keys = groups.Select(g => g.Key).ToHashSet();
        var families = file.Prices.SelectMany(p => CatalogSources.Of(p.Source)).ToHashSet(StringComparer.Ordinal);
        var providers = keys.Select(k => k.Provider).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(stored
            .Where(s => !keys.Contains(s.Key) && providers.Contains(s.Key.Provider) && InForce(s.Key) is { } price && IsGone(price, families))
            .Select(s => Removal(s.Key, InForce(s.Key)!)));
        return [.. changes.OrderBy(c => c.Key.Provider, StringComparer.Ordinal).ThenBy(c => c.Key.Pattern, StringComparer.Ordinal).ThenBy(c => c.Key.HostScope, StringComparer.Ordinal)];
    }

    private CatalogChange? ChangeOf(CatalogKey key, List<Price> steps)
    {
        var now = steps.LastOrDefault(p => p.ValidFromMicros <= from && (p.ValidToMicros ?? long.MaxValue) > from);
        var own = InForce(key);
        var current = own ?? (now is null ? null : PricedBy(now));
        var next = new List<Price>();
        var merged = now is null ? null : CatalogMerge.Of(now, current, file.Format);
        var figures = PriceFigures.Of(current, merged ?? current);
        if (merged is not null && (current is null || figures.Any(f => f.IsChange) || (own is null && HasOtherPlaces(now!, merged)) || current.Currency != merged.Currency || current.UsdPerUnitNanos != merged.UsdPerUnitNanos))
        {
            merged.ValidFromMicros = from;
            merged.SupersedesId = own?.Id;
            next.Add(merged);
        }

        next.AddRange(steps.Where(p => p.ValidFromMicros > from && !IsStored(key, p)).Select(p => Later(key, p, current)));
        if (next.Count == 0 && current is null)
        {
            return null;
        }

        var kind = next.Count == 0 ? CatalogChangeKind.Unchanged : current is null ? CatalogChangeKind.New : CatalogChangeKind.Changed;
        return new CatalogChange(key, kind, current, next, figures, merged is null ? [] : Disagreements(merged, now!.Source, current), own is null && current is not null)
        {
            Later = [.. next.Where(p => p.ValidFromMicros > from)],
            Confirmation = kind == CatalogChangeKind.Unchanged && merged is not null && own is not null && own.ValidFromMicros < from ? Confirmed(own, merged) : null,
        };
    }

    /// <summary>
    /// Whether the list has the same name elsewhere at another price: stored, that row would outrank the wider pattern here too.
    /// </summary>
    private bool HasOtherPlaces(Price row, Price merged) =>
        row.HostScope.Length > 0
        && byName[NameOf(row)].Any(p => p.HostScope != row.HostScope && p.Tier == row.Tier && PriceFigures.Of(p.AsNew(null, 0, ""), merged).Any(f => f is { Before: not null, IsChange: true }));

    private static (string, ModelMatch, string) NameOf(Price row) => (ProviderAliases.Canonical(row.Provider), row.Match, row.ModelPattern.ToUpperInvariant());

    /// <summary>The price that a wider pattern, or one elsewhere, has for the model by now.</summary>
    private Price? PricedBy(Price row) => row.Match == ModelMatch.Regex || row.HasWindow ? null : At(catalog, row);

    private Price? At(PriceSnapshot prices, Price row) =>
        prices.For(row.Provider, row.ModelPattern, row.HostScope).At(from, row.Tier ?? ServiceTier.Standard, out var choice) == Usage.UnpricedReason.None
        && choice.Price is { } price && price.Tier == row.Tier ? price : null;

    private Price? InForce(CatalogKey key) => stored.TryGetValue(key, out var periods)
        ? periods.Where(p => p.Covers(from)).Select(p => p.Price).OrderByDescending(p => p.ValidFromMicros).ThenByDescending(p => p.Id).FirstOrDefault()
        : null;

    private bool IsStored(CatalogKey key, Price later) =>
        stored.TryGetValue(key, out var periods)
        && periods.Exists(p => p.Price.ValidFromMicros == later.ValidFromMicros && p.EndMicros > later.ValidFromMicros && !PriceFigures.Of(p.Price, CatalogMerge.Of(later, p.Price, file.Format)).Any(f => f.IsChange));

    private Price Later(CatalogKey key, Price later, Price? current)
    {
        var same = stored.TryGetValue(key, out var periods) ? periods.Find(p => p.Price.ValidFromMicros == later.ValidFromMicros && p.EndMicros > later.ValidFromMicros).Price : null;
        var row = CatalogMerge.Of(later, same ?? current, file.Format);
        row.SupersedesId = same?.Id;
        return row;
    }

    /// <summary>Whether the list's source had a price that it has no more, neither by its pattern nor by another one.</summary>
    private bool IsGone(Price price, HashSet<string> families) =>
        price.Match != ModelMatch.Regex && !price.HasWindow && price.Tier is null
        && CatalogSources.Of(price.Source).All(families.Contains)
        && listed.For(price.Provider, price.ModelPattern, price.HostScope).IsEmpty;

    private Price Confirmed(Price own, Price merged)
    {
        var row = merged.AsNew(own.Id, 0, "");
        row.ValidFromMicros = from;
        return row;
    }

    /// <summary>Ends a price: a new version that holds until the date.</summary>
    private CatalogChange Removal(CatalogKey key, Price current)
    {
        var ended = current.AsNew(current.Id, 0, "");
        ended.ValidToMicros = from;
        IReadOnlyList<Price> next = current.ValidFromMicros < from ? [ended] : [];
        return new CatalogChange(key, CatalogChangeKind.Removed, current, next, PriceFigures.Of(current, null), [], false);
    }

    private List<SourceDisagreement> Disagreements(Price next, string source, Price? current)
    {
        var found = new List<SourceDisagreement>();
        if (current is not null && !CatalogSources.Of(current.Source).Any(CatalogSources.Of(source).Contains))
        {
            AddDisagreements(found, current.Source, next, current);
        }

        if (next.Match != ModelMatch.Regex)
        {
            foreach (var (prices, other) in otherPrices.Zip(others))
            {
                if (At(prices, next) is { } theirs)
                {
                    AddDisagreements(found, theirs.Source.Length > 0 ? theirs.Source : other.Format.ToString(), next, theirs);
                }
            }
        }

        return found;
    }

    private static void AddDisagreements(List<SourceDisagreement> found, string source, Price next, Price theirs) =>
        found.AddRange(
            from figure in PriceFigures.Of(theirs, next)
            where figure is { Before: not null, After: not null } && (figure.Percent is { } percent ? Math.Abs(percent) > DisagreementPercent : figure.IsChange)
            select new SourceDisagreement(source, figure.Label, figure.Before!.Value, figure.After!.Value, figure.Percent ?? 100m));
}
