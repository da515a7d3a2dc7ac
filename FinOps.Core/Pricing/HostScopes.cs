using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>The names by which price lists and model ids say where a provider runs a model.</summary>
internal static partial class HostScopes
{
    /// <summary>The scope that Azure's deployment kinds and the regions of a cloud stand for; null for anything else.</summary>
    public static string? OfAzureOrRegion(string part) => part switch
    {
        "global" or "global-standard" or "standard-global" => "global",
        "us" or "eu" => part,
        "data-zone" or "datazone" => "data-zone",
        _ => IsRegion(part) ? part : null,
    };

    /// <summary>Whether a scope is one region of a cloud, such as us-east-1.</summary>
    public static bool IsRegion(string scope) => Region().IsMatch(scope);

    /// <summary>Takes the inference profile off a Bedrock model id: <c>us.anthropic.claude-…</c> is <c>anthropic.claude-…</c> at us; null where there is none.</summary>
    public static (string HostScope, string Model)? TakeBedrock(string model) =>
        Profile().Match(model) is { Success: true } found ? (found.Groups["scope"].Value.ToLowerInvariant(), model[found.Length..]) : null;

    [GeneratedRegex(@"^[a-z]{2}(-gov)?-[a-z]+-\d$", RegexOptions.CultureInvariant)]
    private static partial Regex Region();

    [GeneratedRegex(@"^(?<scope>global|us-gov|us|eu|apac|au|jp|in|ca|sa|me|uk)\.(?=[a-z0-9-]+\.)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Profile();
}
