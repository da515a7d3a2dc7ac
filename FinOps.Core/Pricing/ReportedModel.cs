namespace FinOps.Core.Pricing;

/// <summary>What a reported model name says: the names under which prices may list it, and the place within its host.</summary>
/// <param name="Names">As reported first, then with less and less of what hosts and routers put around it.</param>
/// <param name="Undated">Names without a date or a mode, for a model that no price lists under the others.</param>
/// <param name="HostScope">Lower case; empty where nothing is said.</param>
internal sealed record ReportedModel(IReadOnlyList<string> Names, IReadOnlyList<string> Undated, string HostScope)
{
    /// <summary>
    /// Reads a name. A host scope that was reported apart beats the one in the name, except that Bedrock's inference profile beats the region
    /// in which it was called: the profile sets the price.
    /// </summary>
    /// <param name="provider">By the catalog's name.</param>
    public static ReportedModel Parse(string provider, string model, string hostScope)
    {
        var names = ReportedNames.Of(provider, model.Trim());
        var told = names.Select(n => n.HostScope).FirstOrDefault(s => s.Length > 0) ?? "";
        var reported = hostScope.Trim().ToLowerInvariant();
        var isProfile = provider == "bedrock" && told.Length > 0 && !HostScopes.IsRegion(told);
        var scope = reported.Length == 0 || (isProfile && HostScopes.IsRegion(reported)) ? told : reported;
        return new ReportedModel(Models(names), Models(ReportedNames.Undated(names)), scope);
    }

    private static List<string> Models(IReadOnlyList<ReportedNames.Name> names) => [.. names.Select(n => n.Model).Distinct(StringComparer.OrdinalIgnoreCase)];
}
