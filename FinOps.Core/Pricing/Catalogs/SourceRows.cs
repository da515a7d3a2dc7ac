using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>Collects what a reader makes of a list.</summary>
internal sealed class SourceRows(SourceText text)
{
    public List<Price> Prices { get; } = [];

    public List<PriceOmission> Omissions { get; } = [];

    /// <summary>A part of a model that no price row can say; the rest of its price is taken over.</summary>
    public void LeaveOut(JsonElement at, string provider, string model, string what, string why) =>
        Omissions.Add(new PriceOmission(text.LineOf(at), provider, Short(model), what, why, IsWholeModel: false));

    /// <summary>A model of which nothing can be taken over.</summary>
    public void Skip(JsonElement at, string provider, string model, string what, string why) =>
        Omissions.Add(new PriceOmission(text.LineOf(at), provider, Short(model), what, why, IsWholeModel: true));

    public PriceFile ToFile(PriceFileFormat format)
    {
        foreach (var price in Prices.Where(IsTooLong))
        {
            Omissions.Add(new PriceOmission(0, Short(price.Provider), Short(price.ModelPattern), "name", "The name is empty or longer than the price book keeps.", IsWholeModel: true));
        }

        return new(format, [.. Prices.Where(p => !IsTooLong(p))], [.. Omissions.OrderBy(o => o.Line)]);
    }

    private static bool IsTooLong(Price price) =>
        price.ModelPattern.Length is 0 or > 256 || price.Provider.Length is 0 or > 128 || price.HostScope.Length > 128;

    /// <summary>Names from hostile files must not fill a page.</summary>
    private static string Short(string name) => name.Length <= 256 ? name : name[..253] + "...";
}
