using System.Security.Cryptography;

namespace FinOps.Web.Edge;

/// <summary>
/// The content security policy: scripts and styles come from our own files only; a page's import map carries a nonce.
/// Style attributes stay allowed, because components and charts place things with them.
/// </summary>
internal static class ContentPolicy
{
    /// <summary>For answers that no browser should show as a page.</summary>
    public const string ForMachines = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>For the jobs' dashboard, whose scripts come from files but add style elements.</summary>
    public const string ForDashboard =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string NonceItem = "FinOps.Nonce";

    /// <summary>The nonce of this answer; the first call draws it.</summary>
    public static string NonceOf(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Items[NonceItem] is string drawn)
        {
            return drawn;
        }

        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        http.Items[NonceItem] = nonce;
        return nonce;
    }

    /// <summary>The policy for a page.</summary>
    /// <param name="http">The answer whose nonce, if it has one, is allowed.</param>
    /// <param name="formTargets">Origins beside our own that a form may lead to, such as the identity provider.</param>
    public static string ForPages(HttpContext http, string formTargets) => string.Concat(
        "default-src 'none'; script-src 'self'",
        http.Items[NonceItem] is string nonce ? $" 'nonce-{nonce}'" : "",
        "; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'",
        formTargets.Length > 0 ? " " + formTargets : "",
        "; frame-ancestors 'none'; base-uri 'self'; object-src 'none'");
}
