namespace FinOps.Core.Pricing;

/// <summary>What a reported model name says: the names under which prices may list it, and the place within its host.</summary>
/// <param name="Names">As reported first, then with less and less of what hosts put in front.</param>
/// <param name="HostScope">Lower case; empty where nothing is said.</param>
internal sealed record ReportedModel(IReadOnlyList<string> Names, string HostScope)
{
    private const string Azure = "azure";
    private const string Bedrock = "bedrock";

    /// <summary>Reads a name. A host scope that was reported apart beats the one in the name.</summary>
    /// <param name="provider">By the catalog's name.</param>
    public static ReportedModel Parse(string provider, string model, string hostScope)
    {
        var names = new List<string>(3);
        var bare = WithoutProvider(provider, model.Trim());
        names.Add(bare);
        var scope = "";
        if (provider is Azure or Bedrock && bare.LastIndexOf('/') is > 0 and var slash && slash < bare.Length - 1)
        {
            scope = PlaceOf(bare, slash);
            bare = bare[(slash + 1)..];
            names.Add(bare);
        }

        if (provider == Bedrock && HostScopes.TakeBedrock(bare.ToLowerInvariant()) is { } profile)
        {
            scope = profile.HostScope;
            names.Add(bare[^profile.Model.Length..]);
        }

        var reported = hostScope.Trim();
        return new ReportedModel(names, (reported.Length > 0 ? reported : scope).ToLowerInvariant());
    }

    /// <summary>Routers report <c>openai/gpt-4o</c> with the provider <c>openai</c> too.</summary>
    private static string WithoutProvider(string provider, string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && ProviderAliases.Canonical(model[..slash]) == provider ? model[(slash + 1)..] : model;
    }

    /// <summary>What stands before the last slash; of an ARN only the region.</summary>
    private static string PlaceOf(string name, int slash) =>
        !name.StartsWith("arn:", StringComparison.OrdinalIgnoreCase) ? name[..slash]
        : name.Split(':') is [_, _, _, var region, ..] ? region
        : "";
}
