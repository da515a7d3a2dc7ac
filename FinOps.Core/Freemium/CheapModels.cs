using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing;

namespace FinOps.Core.Freemium;

/// <summary>A model with the rates that savings are computed with, in nano-USD per million tokens.</summary>
public sealed record CheapModel(string Name, long InputPer1M, long CacheReadPer1M, long CacheWritePer1M, long OutputPer1M)
{
    /// <summary>What a user's tokens would cost on the model, in nano-USD: tokens times the model's base rates; what its provider does not cache is charged as plain input.</summary>
    public long CostOf(FreemiumUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        var millionths = ((decimal)use.PlainTokens * InputPer1M) + ((decimal)use.CacheReadTokens * CacheReadPer1M) + ((decimal)use.CacheWriteTokens * CacheWritePer1M) + ((decimal)use.OutputTokens * OutputPer1M);
        return (long)decimal.Round(millionths / 1_000_000m, MidpointRounding.ToEven);
    }
}

/// <summary>Finds the model that is cheapest for some users.</summary>
internal sealed class CheapModels(CostQueries costs, PriceBook book)
{
    private const int DaysInUse = 30;

    /// <summary>The wanted model, or else the one that was called in the last 30 days, answers with text, has a price, and costs least for all these users together; null where there is none.</summary>
    public async Task<CheapModel?> ForAsync(IReadOnlyList<FreemiumUse> users, string wanted, DateTime nowUtc, CancellationToken cancellation)
    {
        var prices = await book.CurrentAsync(cancellation);
        if (wanted.IndexOf('/', StringComparison.Ordinal) is > 0 and var cut)
        {
            return Of(prices, wanted[..cut], wanted[(cut + 1)..], nowUtc);
        }

        var query = new CostQuery(nowUtc.Date.AddDays(1 - DaysInUse), nowUtc.Date.AddDays(1)) { GroupBy = [CostDimension.Provider, CostDimension.Model], ForReport = true };
        var called = (await costs.RunAsync(query, TenantScope.All, cancellation)).Rows.Where(r => r.Keys[1].Length > 0 && r.Measures.OutputTokens > 0);
        return called.Select(r => Of(prices, r.Keys[0], r.Keys[1], nowUtc)).OfType<CheapModel>()
            .OrderBy(m => users.Sum(u => (decimal)m.CostOf(u))).ThenBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault();
    }

    private static CheapModel? Of(PriceSnapshot prices, string provider, string model, DateTime nowUtc)
    {
        prices.For(provider, model).At(Instants.ToMicros(nowUtc), ServiceTier.Standard, out var choice);
        return choice.Price is { Currency: Price.Usd, Rates: { InputPer1M: { } input, OutputPer1M: { } output } rates }
            ? new CheapModel($"{provider}/{model}", input, rates.CacheReadPer1M ?? input, rates.CacheWrite5mPer1M ?? input, output)
            : null;
    }
}
