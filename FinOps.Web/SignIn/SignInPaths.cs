using System.Text;

namespace FinOps.Web.SignIn;

/// <summary>Addresses of signing in and out, and where people may be sent afterwards.</summary>
public static class SignInPaths
{
    /// <summary>Where the provider sends people after signing out there.</summary>
    public const string SignedOut = "/sign-in/signed-out";

    /// <summary>Loaded by the provider in a hidden frame when its session ends.</summary>
    public const string FrontChannel = "/sign-out/front-channel";

    /// <summary>Called by the provider itself when its session ends.</summary>
    public const string BackChannel = "/sign-out/back-channel";

    private const int LongestPath = 2_048;

    /// <summary>
    /// The path to go to after signing in: only one of this site, else the overview. What browsers read differently from servers
    /// (backslashes, control characters, a second slash) is refused, and what no header may hold is escaped.
    /// </summary>
    public static string Local(string? returnUrl)
    {
        if (returnUrl is not ['/', ..] || returnUrl.Length > LongestPath || returnUrl is ['/', '/', ..] || returnUrl.Any(c => char.IsControl(c) || c == '\\' || char.IsSurrogate(c) || c == '\uFFFD'))
        {
            return "/";
        }

        // Dot segments vanish in the browser and could leave two slashes in front.
        var path = returnUrl.Split('?', '#')[0];
        var isPlain = !path.Contains("//", StringComparison.Ordinal) && !path.Split('/').Any(IsDots);
        return isPlain && !path.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase) ? Escape(returnUrl) : "/";
    }

    public static string SignIn(string? returnUrl) => $"/sign-in?returnUrl={Uri.EscapeDataString(Local(returnUrl))}";

    /// <summary>Where open pages of a session that ended lead: nobody is signed in again without having asked for it.</summary>
    public static string Ended(string? returnUrl) => $"/sign-in?signedOut=ended&returnUrl={Uri.EscapeDataString(Local(returnUrl))}";

    public static string Provider(string? returnUrl) => $"/sign-in/provider?returnUrl={Uri.EscapeDataString(Local(returnUrl))}";

    public static string Problem(SignInFault fault, string? returnUrl) =>
        $"/sign-in/problem?fault={fault.ToString().ToLowerInvariant()}&returnUrl={Uri.EscapeDataString(Local(returnUrl))}";

    private static bool IsDots(string segment) =>
        segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..";

    private static string Escape(string path)
    {
        var escaped = new StringBuilder(path.Length);
        foreach (var c in path)
        {
            escaped.Append(c is > ' ' and < '\x7F' and not ('"' or '<' or '>') ? c : Uri.EscapeDataString(c.ToString()));
        }

        return escaped.ToString();
    }
}

/// <summary>Why a sign-in did not come about, as far as people need to know.</summary>
public enum SignInFault
{
    /// <summary>The answer of the provider does not hold: who it comes from, whom it is for, when it was made.</summary>
    Refused,

    /// <summary>The provider did not let the person in, or they gave up.</summary>
    Denied,

    /// <summary>The sign-in took too long, was begun in another browser, or its answer came twice.</summary>
    Expired,

    /// <summary>The provider does not answer.</summary>
    Unavailable,

    /// <summary>The settings here and at the provider do not fit together.</summary>
    Misconfigured,

    /// <summary>When asked to prove again who they are, someone else did.</summary>
    OtherPerson,

    /// <summary>The provider does not tell when the person proved who they are.</summary>
    NoProof,

    /// <summary>The console was reached without encryption from another machine.</summary>
    Insecure,
}
