namespace FinOps.Core.Pricing;

/// <summary>A price and the instant at which it really ends, given the rows that supersede it.</summary>
internal readonly record struct PricePeriod(Price Price, long EndMicros)
{
    public bool Covers(long micros) => Price.ValidFromMicros <= micros && micros < EndMicros;
}

/// <summary>Works out which rows are ended by later ones.</summary>
internal static class PriceVersions
{
    /// <summary>The exclusive end of every price: its own, or the start of the earliest row that supersedes it, directly or through others.</summary>
    public static Dictionary<Price, long> EndOfEach(IReadOnlyList<Price> prices)
    {
        var ends = prices.ToDictionary(p => p, p => p.ValidToMicros ?? long.MaxValue, (IEqualityComparer<Price>)ReferenceEqualityComparer.Instance);
        var byId = prices.Where(p => p.Id != 0).ToDictionary(p => p.Id);
        foreach (var price in prices)
        {
            var older = price.SupersedesId;
            for (var steps = 0; older is { } id && byId.TryGetValue(id, out var replaced) && steps < prices.Count; steps++)
            {
                ends[replaced] = Math.Min(ends[replaced], price.ValidFromMicros);
                older = replaced.SupersedesId;
            }
        }

        return ends;
    }

}
