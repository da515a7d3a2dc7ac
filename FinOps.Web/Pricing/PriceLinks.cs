using System.Text;
using FinOps.Core.Pricing;

namespace FinOps.Web.Pricing;

/// <summary>Addresses of pricing pages.</summary>
public static class PriceLinks
{
    /// <summary>A model's prices over time.</summary>
    public static string Model(string provider, string model, string hostScope = "")
    {
        var text = new StringBuilder("/pricing/model?provider=").Append(Uri.EscapeDataString(provider)).Append("&model=").Append(Uri.EscapeDataString(model));
        return hostScope.Length == 0 ? text.ToString() : text.Append("&scope=").Append(Uri.EscapeDataString(hostScope)).ToString();
    }

    /// <summary>The history that a price belongs to; null for a regular expression, which names no model.</summary>
    public static string? Of(Price price) => price.Match == ModelMatch.Regex ? null : Model(price.Provider, price.ModelPattern, price.HostScope);
}
