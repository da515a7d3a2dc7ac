using FinOps.Core.Pricing;

namespace FinOps.Tests.Pricing.Catalogs;

/// <summary>The readers against real lists.</summary>
public sealed class SharedPriceListTests
{
    private const string GenAi = "prices/genai-prices_npm_0.1.8.json";
    private const string LiteLlm = "prices/litellm_model_prices_2026-08-06.json";
    private const string ModelsDev = "prices/models-dev.json";

    [SharedDataFact(GenAi)]
    public async Task Read_OfGenAiPrices_TakesEveryTokenPricedModel()
    {
        var file = await ReadAsync(GenAi);

        Assert.Equal(PriceFileFormat.GenAiPrices, file.Format);
        Assert.InRange(file.Prices.Count, 2_000, 2_500);
        Assert.Equal(25, file.Prices.Select(p => p.Provider).Distinct().Count());
        Assert.All(file.Omissions.Where(o => o.IsWholeModel), o => Assert.Contains(o.Why, new[] { "Not priced by tokens.", "The entry lists no price.", "No rule says which models the price is for." }));
    }

    [SharedDataFact(LiteLlm)]
    public async Task Read_OfLiteLlm_TakesEveryTokenPricedModel()
    {
        var file = await ReadAsync(LiteLlm);

        Assert.Equal(PriceFileFormat.LiteLlm, file.Format);
        Assert.InRange(file.Prices.Count, 2_400, 2_800);
        Assert.InRange(file.Omissions.Count(o => o.IsWholeModel), 300, 500);
    }

    [SharedDataFact(ModelsDev)]
    public async Task Read_OfModelsDev_SaysWhichNamesTellNoProvider()
    {
        var file = await ReadAsync(ModelsDev);

        Assert.Equal(PriceFileFormat.ModelsDev, file.Format);
        Assert.Equal(226, file.Prices.Count + file.Omissions.Count(o => o.IsWholeModel));
    }

    private static async Task<PriceFile> ReadAsync(string name)
    {
        await using var stream = File.OpenRead(SharedData.Find(name)!);
        return Assert.IsType<PriceFileResult.Read>(await PriceFileReader.ReadAsync(stream, CancellationToken.None)).File;
    }
}
