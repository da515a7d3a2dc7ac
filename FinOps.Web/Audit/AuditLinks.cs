using System.Text.Json;
using FinOps.Core.Audit;
using FinOps.Web.Pricing;

namespace FinOps.Web.Audit;

/// <summary>Addresses to and from the audit page.</summary>
public static class AuditLinks
{
    public const string Path = "/audit";

    /// <summary>The history of one thing.</summary>
    public static string History(string target) => Path + new AuditSearch { Target = target }.ToQuery();

    /// <summary>Where the thing of an entry is looked at; null where no page shows it.</summary>
    public static string? Of(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var cut = entry.Target.IndexOf(':', StringComparison.Ordinal);
        if (cut < 0)
        {
            return null;
        }

        var key = entry.Target[(cut + 1)..];
        return entry.Target[..cut] switch
        {
            "price" => Price(entry, key),
            "model-mapping" => "/pricing/mappings",
            "catalog" => "/pricing/lists",
            "month" => "/pricing/rerating",
            "rerate" => "/pricing/rerating?run=" + Uri.EscapeDataString(key),
            "import" => "/imports#import-" + Uri.EscapeDataString(key),
            "quarantine" => "/imports/quarantine?state=all",
            "mapping-profile" => "/imports/profiles/edit?name=" + Uri.EscapeDataString(key),
            "tenant" => Tenants.Terms.TermsLinks.Tenant(key),
            "contract" or "revenue" when entry.Tenant is { } tenant => Tenants.Terms.TermsLinks.Tenant(tenant),
            "plan" or "tier" => Tenants.Terms.TermsLinks.Plans,
            "apikey" => "/access/keys",
            _ => null,
        };
    }

    private static string? Price(AuditEntry entry, string id)
    {
        using var json = JsonDocument.Parse(entry.After ?? "null");
        return json.RootElement is { ValueKind: JsonValueKind.Object } price && price.TryGetProperty("provider", out var provider) && price.TryGetProperty("model", out var model)
            ? $"{PriceLinks.Model(provider.GetString() ?? "", model.GetString() ?? "")}#price-{Uri.EscapeDataString(id)}"
            : null;
    }
}
