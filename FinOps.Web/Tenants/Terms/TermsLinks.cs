using FinOps.Web.Costs;

namespace FinOps.Web.Tenants.Terms;

/// <summary>Addresses of the pages that keep tenants' terms.</summary>
internal static class TermsLinks
{
    public const string Tenants = "/manage/tenants";
    public const string Plans = "/manage/plans";
    public const string Import = "/manage/terms/import";
    public const string ImportRevenue = Import + "?of=revenue";
    public const string Export = "/manage/terms/export";

    public static string Tenant(string key) => $"{Tenants}/{CostLinks.Encode(key)}";

    /// <summary>The download of tenants or of revenue, of all that a search finds or of one tenant.</summary>
    public static string ExportOf(string what, string query = "") => $"{Export}?of={what}{(query.Length > 0 ? "&" + query.TrimStart('?') : "")}";
}
