namespace FinOps.Web.SignIn;

/// <summary>What people are told of a sign-in that did not come about: nothing that the provider or an address said, so that nobody can put words here.</summary>
internal sealed record ProblemWords(int Status, string Title, string What, int? RetrySeconds = null)
{
    public static ProblemWords Of(string? fault) => Of(Enum.TryParse<SignInFault>(fault, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : SignInFault.Refused);

    private static ProblemWords Of(SignInFault fault) => fault switch
    {
        SignInFault.Denied => new(StatusCodes.Status403Forbidden, "Your organization's sign-in did not let you in",
            "Either you gave up, or your account may not use FinOps. Whoever looks after sign-in at your organization can assign it to you."),
        SignInFault.Expired => new(StatusCodes.Status400BadRequest, "This sign-in is no longer valid",
            "It took longer than 15 minutes, was begun in another browser or tab, or its address was opened a second time. Nothing is lost: begin again."),
        SignInFault.Unavailable => new(StatusCodes.Status503ServiceUnavailable, "Your organization's sign-in does not answer",
            "FinOps itself is running. This page tries again by itself every 15 seconds. Sessions that are open go on working.", 15),
        SignInFault.Misconfigured => new(StatusCodes.Status503ServiceUnavailable, "Sign-in is not set up correctly",
            "FinOps and your organization's sign-in do not agree about their settings. Whoever runs FinOps finds the reason in its log, and the setup in docs/sign-in.md."),
        SignInFault.OtherPerson => new(StatusCodes.Status403Forbidden, "You signed in as somebody else",
            "You were asked to prove again who you are, and another account answered. Your session is as it was. To change accounts, sign out first."),
        SignInFault.NoProof => new(StatusCodes.Status403Forbidden, "Your organization's sign-in did not ask you again",
            "What you were about to do needs a fresh proof of who you are, and the answer did not say when you gave one (claim auth_time). Whoever runs FinOps finds the cure in docs/sign-in.md."),
        SignInFault.Insecure => new(StatusCodes.Status400BadRequest, "This address is not encrypted",
            "Signing in works over https only. Open FinOps by its https address; behind a proxy, whoever runs FinOps sets the proxy's address as in docs/operations.md."),
        SignInFault.Refused => new(StatusCodes.Status400BadRequest, "This sign-in was refused",
            "The answer of your organization's sign-in was not for this console, or not for this attempt. If it happens again, whoever runs FinOps finds the reason in its log."),
    };
}
