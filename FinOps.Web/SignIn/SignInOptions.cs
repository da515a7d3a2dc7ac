using System.ComponentModel.DataAnnotations;
using FinOps.Core.Access;

namespace FinOps.Web.SignIn;

/// <summary>How people prove who they are.</summary>
public enum SignInMode
{
    /// <summary>Anyone on this machine picks a role. For development on loopback only.</summary>
    Local,

    /// <summary>An OpenID Connect provider says who somebody is.</summary>
    Oidc,
}

/// <summary>Settings under <c>SignIn</c>. What the provider must be told is in docs/sign-in.md.</summary>
public sealed class SignInOptions : IValidatableObject
{
    public const string Section = "SignIn";

    /// <summary><c>Local</c>: pick a role, for development on this machine only. <c>Oidc</c>: ask a provider.</summary>
    public SignInMode Mode { get; set; } = SignInMode.Local;

    /// <summary>The provider's issuer, letter by letter as its discovery document writes it.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The name under which the provider knows this console.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret shared with the provider. Belongs in the environment or a secret store, not in a file under version control.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Instead of a secret: a file with the private key (PEM, RSA or EC) whose public half the provider knows.</summary>
    public string ClientKeyFile { get; set; } = "";

    /// <summary>The id (<c>kid</c>) under which the provider knows the key.</summary>
    public string ClientKeyId { get; set; } = "";

    /// <summary>What is asked for, separated by spaces.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>Whom an identity token must be made out to; empty means the client id.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that names a person's roles: its exact name, or a path with dots into nested objects.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Roles for everyone of whom the provider says a value; more can be mapped in the console.</summary>
    public IList<RoleMappingSetting>? RoleMappings { get; set; }

    /// <summary>Whether the provider's userinfo endpoint is asked for claims that the identity token lacks.</summary>
    public bool UseUserInfo { get; set; } = true;

    /// <summary>Where the provider sends people back to.</summary>
    public string CallbackPath { get; set; } = "/sign-in/callback";

    /// <summary>Whom to ask for access, as shown to people who have none: a name, a mail address, a channel.</summary>
    public string HelpContact { get; set; } = "";

    /// <summary>How long a session lasts without activity, in minutes.</summary>
    [Range(1, 1_440)]
    public int IdleMinutes { get; set; } = 60;

    /// <summary>How long a session lasts at most, in hours, however busy it is.</summary>
    [Range(1, 168)]
    public int MaxHours { get; set; } = 12;

    internal TimeSpan IdleLimit => TimeSpan.FromMinutes(IdleMinutes);

    internal TimeSpan Lifetime => TimeSpan.FromHours(MaxHours);

    /// <summary>True with a provider over http, which settings allow on this machine only.</summary>
    internal bool IsTrial => Mode == SignInMode.Oidc && Authority.StartsWith("http:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whom a token must be made out to.</summary>
    internal string TokenAudience => Audience.Length > 0 ? Audience : ClientId;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        SignInRules.Faults(this).Select(f => new ValidationResult(f.What, [f.Setting]));
}
