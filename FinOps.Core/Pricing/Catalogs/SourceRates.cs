namespace FinOps.Core.Pricing;

/// <summary>Filling, scaling and comparing the rates of a price list.</summary>
internal static class SourceRates
{
    private static readonly Dictionary<string, TokenRate> ByColumn = TokenRate.All.ToDictionary(r => r.Column, StringComparer.Ordinal);

    /// <summary>The rate with this name in the catalog's own table.</summary>
    public static TokenRate Named(string column) => ByColumn[column];

    public static bool IsEmpty(this TokenRates rates) => TokenRate.All.All(r => r.Of(rates) is null);

    public static bool IsFree(this TokenRates rates) => TokenRate.All.All(r => r.Of(rates) is null or 0);

    /// <summary>These rates, and those of <paramref name="standard"/> where they list none.</summary>
    public static TokenRates Over(this TokenRates rates, TokenRates standard) => Of(r => r.Of(rates) ?? r.Of(standard));

    /// <summary>Every listed rate times a factor, half-even to the nano-USD.</summary>
    public static TokenRates Times(this TokenRates rates, decimal factor) =>
        Of(r => r.Of(rates) is { } nanos ? checked((long)decimal.Round(nanos * factor, 0, MidpointRounding.ToEven)) : null);

    /// <summary>The one factor that leads from the standard rates to these; null where the rates do not share one.</summary>
    public static decimal? FactorFrom(this TokenRates rates, TokenRates standard)
    {
        decimal? factor = null;
        foreach (var rate in TokenRate.All)
        {
            if (rate.Of(rates) is not { } nanos || rate.Of(standard) is not { } plain || (plain == 0 && nanos == 0))
            {
                continue;
            }

            if (plain == 0 || (factor is { } known && known != (decimal)nanos / plain))
            {
                return null;
            }

            factor = (decimal)nanos / plain;
        }

        return factor;
    }

    private static TokenRates Of(Func<TokenRate, long?> value)
    {
        var rates = new TokenRates();
        foreach (var rate in TokenRate.All)
        {
            rate.Set(rates, value(rate));
        }

        return rates;
    }
}
