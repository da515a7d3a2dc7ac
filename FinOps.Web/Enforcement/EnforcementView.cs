using FinOps.Core.Enforcement;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Enforcement;

/// <summary>What the console keeps in its address: which tenants are listed, and which one is open.</summary>
public sealed record EnforcementView(string? Show, string? Tenant, string? Reason)
{
    /// <summary>The quick filters, their names in addresses and on the page.</summary>
    public static readonly IReadOnlyList<(string Key, string Text)> Filters = [("paused", "Paused"), ("capped", "Capped"), ("tightened", "Tightened"), ("near", "Near cap"), ("override", "With override")];

    public static EnforcementView Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string? One(string key) => values.TryGetValue(key, out var found) && found[0] is { Length: > 0 and <= 256 } text ? text : null;
        return new EnforcementView(Filters.Any(f => f.Key == One("show")) ? One("show") : null, One("tenant"), AdmissionReason.All.Contains(One("reason")) ? One("reason") : null);
    }

    public static bool Matches(string? filter, TenantStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return filter switch
        {
            "paused" => standing.State == TenantState.Paused,
            "capped" => standing.State == TenantState.Capped,
            "tightened" => standing.State == TenantState.Tightened,
            "near" => standing.CapUsed >= 0.8,
            "override" => standing.Overrides.Count > 0,
            _ => true,
        };
    }

    /// <summary>The address of the console that shows this.</summary>
    public string ToAddress() => QueryHelpers.AddQueryString("/enforcement", new Dictionary<string, string?> { ["show"] = Show, ["tenant"] = Tenant, ["reason"] = Reason }.Where(v => v.Value is not null)!);
}
