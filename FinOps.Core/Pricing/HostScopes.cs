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
        _ => IsRegion(part) || AzureRegion().IsMatch(part) ? part : null,
    };

    /// <summary>Whether a scope is one region of a cloud, such as us-east-1.</summary>
    public static bool IsRegion(string scope) => Region().IsMatch(scope);

    /// <summary>Takes the inference profile off a Bedrock model id: <c>us.anthropic.claude-…</c> is <c>anthropic.claude-…</c> at us; null where there is none.</summary>
    public static (string HostScope, string Model)? TakeBedrock(string model) =>
        Profile().Match(model) is { Success: true } found ? (found.Groups["scope"].Value.ToLowerInvariant(), model[found.Length..]) : null;

    [GeneratedRegex(@"^[a-z]{2}(-gov)?-[a-z]+-\d$", RegexOptions.CultureInvariant)]
    private static partial Regex Region();

    /// <summary>Names of Azure's regions, such as eastus2, westeurope or uksouth: a compass point beside a country or continent, in either order.</summary>
    [GeneratedRegex(
        @"^((north|south|east|west|central|northcentral|southcentral|westcentral|eastcentral|southeast)(us|europe|asia|india)\d?|(australia|brazil|canada|china|france|germany|italy|japan|korea|norway|poland|qatar|southafrica|spain|sweden|switzerland|uae|uk|usgov|mexico|newzealand|israel|indonesia|malaysia|austria|belgium|chile|denmark|taiwan)(north|south|east|west|central|westcentral|southeast|arizona|texas|virginia|iowa)\d?)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex AzureRegion();

    [GeneratedRegex(@"^(?<scope>global|us-gov|us|eu|apac|au|jp|in|ca|sa|me|uk)\.(?=[a-z0-9-]+\.)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Profile();
}
