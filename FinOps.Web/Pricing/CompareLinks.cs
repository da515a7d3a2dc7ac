using FinOps.Web.Pricing.Compare;

namespace FinOps.Web.Pricing;

/// <summary>Addresses of comparisons.</summary>
public static class CompareLinks
{
    public static string Of(CompareView view) => "/pricing/compare" + view.ToQuery();

    public static string With(string provider, string model) => Of(new CompareView { Models = [(provider, model)] });
}
