using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Access;

/// <summary>Settings under <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Before un-pausing, price edits, keys and role grants, a person must have proved who they are within so many minutes.</summary>
    [Range(1, 1440)]
    public int StepUpMinutes { get; set; } = 10;
}

/// <summary>One entry of <c>SignIn:RoleMappings</c>: everyone of whom the provider says the value gets the role.</summary>
public sealed class RoleMappingSetting
{
    /// <summary>Compared letter by letter: case and spaces count.</summary>
    public string Value { get; set; } = "";

    /// <summary>A built-in or custom role, by its exact name.</summary>
    public string Role { get; set; } = "";

    /// <summary>Keys of the tenants it holds for; none named means all.</summary>
    public IList<string> Tenants { get; init; } = [];
}

/// <summary>What the settings under <c>SignIn</c> say about roles; the web checks that section as a whole.</summary>
public sealed class ConfiguredRoles
{
    public string Mode { get; set; } = PersonIdentity.LocalIssuer;

    public IList<RoleMappingSetting> RoleMappings { get; init; } = [];

    /// <summary>True while people may pick a role on this machine. Otherwise such a sign-in of earlier gives nothing.</summary>
    public bool IsLocal => string.Equals(Mode, PersonIdentity.LocalIssuer, StringComparison.OrdinalIgnoreCase);
}
