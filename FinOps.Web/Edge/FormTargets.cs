namespace FinOps.Web.Edge;

/// <summary>Other origins that our forms lead to: browsers check the policy also where a form's answer redirects.</summary>
internal sealed class FormTargets(IConfiguration configuration)
{
    /// <summary>The identity provider's origin; empty when there is none.</summary>
    public string Origins { get; } =
        Uri.TryCreate(configuration["SignIn:Authority"], UriKind.Absolute, out var authority) && authority.Scheme is "https" or "http" ? authority.GetLeftPart(UriPartial.Authority) : "";
}
