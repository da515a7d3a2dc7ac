using System.Text;

namespace FinOps.Core.Pricing;

/// <summary>Opens the price data that is built into the program.</summary>
internal static class CatalogFile
{
    public static StreamReader Open(string name)
    {
        var resource = $"FinOps.Core.Pricing.Catalog.{name}";
        var stream = typeof(CatalogFile).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The program was built without {resource}.");
        return new StreamReader(stream, Encoding.UTF8);
    }
}
