using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>What the framework leaves open about a provider's answer: everything that could let in somebody else is refused here.</summary>
public sealed partial class OidcEvents(
    IOptions<SignInOptions> options, SignInSessions sessions, ClientAssertions assertions, ProviderTokens tokens, TimeProvider time, ILogger<OidcEvents> logger) : OpenIdConnectEvents
{
    /// <summary>Who must prove again that they are still there, among the properties of a sign-in: <c>iss|sub</c>.</summary>
    public const string AgainIdentityItem = "again_identity";

    /// <summary>Since when the proof counts, in seconds since 1970.</summary>
    public const string AgainSinceItem = "again_since";

    private const string HintToken = "id_token";

    /// <summary>The answer comes as a redirect, with a code and nothing else, each part once, and from the provider that was asked.</summary>
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var message = context.ProtocolMessage;
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Query.Any(q => q.Value.Count > 1))
        {
            context.Fail("The answer did not come as it was asked for.");
        }
        else if (!string.IsNullOrEmpty(message.IdToken) || !string.IsNullOrEmpty(message.AccessToken))
        {
            context.Fail("The answer holds tokens, where only a code was asked for.");
        }
        else if (message.Iss is { Length: > 0 } issuer
            ? !string.Equals(issuer, options.Value.Authority, StringComparison.Ordinal)
            : (await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted)).AuthorizationResponseIssParameterSupported)
        {
            context.Fail("The answer does not come from the provider that was asked.");
        }
    }

    public override Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context)
    {
        assertions.Sign(context.TokenEndpointRequest!);
        return Task.CompletedTask;
    }

    public override Task PushAuthorization(PushedAuthorizationContext context)
    {
        if (assertions.Sign(context.ProtocolMessage))
        {
            context.HandleClientAuthentication();
        }

        return Task.CompletedTask;
    }

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var token = context.TokenEndpointResponse?.IdToken ?? "";
        if (await tokens.ValidateAsync(token) is { IsValid: false, Exception: var why })
        {
            context.Fail(why);
        }
        else if (IdentityToken.Parse(token) is not { } parsed)
        {
            context.Fail("The identity token is not plain JSON, or names a claim twice.");
        }
        else if (IdentityToken.Fault(parsed, options.Value, time.GetUtcNow()) is { } fault)
        {
            context.Fail(fault);
        }
        else
        {
            Answer.Of(context.HttpContext).Token = parsed.Claims;
            Answer.Of(context.HttpContext).Encoded = token;
        }
    }

    public override Task UserInformationReceived(UserInformationReceivedContext context)
    {
        if (OidcClaims.Payload(Encoding.UTF8.GetBytes(context.User.RootElement.GetRawText())) is { } claims)
        {
            Answer.Of(context.HttpContext).UserInfo = claims;
        }
        else
        {
            context.Fail("The userinfo names a claim twice.");
        }

        return Task.CompletedTask;
    }

    /// <summary>Everything holds: the person is built from what counts, and the answer is used up.</summary>
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var answer = Answer.Of(context.HttpContext);
        var claims = answer.Token;
        var person = ProviderPerson.Of(claims, answer.UserInfo, options.Value.RoleClaim);
        context.ReturnUri = SignInPaths.Local(context.ReturnUri);
        var properties = context.Properties!;
        if (await FaultAsync(person, OidcClaims.Text(claims, "nonce"), properties, context.HttpContext.RequestAborted) is { } fault)
        {
            LogRefused(logger, fault, "the answer was good, but not for this sign-in");
            context.Response.Redirect(SignInPaths.Problem(fault, context.ReturnUri));
            context.HandleResponse();
            return;
        }

        context.Principal = person.ToPrincipal();
        properties.Items.TryGetValue(SessionTickets.AgainItem, out var again);
        properties.Items.Clear();
        if (again is not null)
        {
            properties.Items[SessionTickets.AgainItem] = again;
        }

        if (OidcClaims.Text(claims, "sid") is { } sid)
        {
            properties.Items[SessionTickets.ProviderSessionItem] = SignInPrincipal.Identity(person.Issuer, sid);
        }

        properties.StoreTokens([new AuthenticationToken { Name = HintToken, Value = answer.Encoded }]); // tells the provider at sign-out whose session ends
    }

    public override Task RedirectToIdentityProviderForSignOut(RedirectContext context)
    {
        context.ProtocolMessage.ClientId = context.Options.ClientId;
        return Task.CompletedTask;
    }

    public override Task AccessDenied(AccessDeniedContext context)
    {
        LogRefused(logger, SignInFault.Denied, "the provider let the person not in");
        context.Response.Redirect(SignInPaths.Problem(SignInFault.Denied, context.ReturnUrl));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        var fault = ProviderFaults.Of(context.Failure);
        LogRefused(logger, fault, ProviderFaults.Explain(context.Failure));
        context.Response.Redirect(SignInPaths.Problem(fault, context.Properties?.RedirectUri));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private async Task<SignInFault?> FaultAsync(ProviderPerson person, string? nonce, AuthenticationProperties properties, CancellationToken cancellation)
    {
        if (properties.Items.TryGetValue(AgainIdentityItem, out var expected) && expected is not null)
        {
            if (expected != SignInPrincipal.Identity(person.Issuer, person.Subject))
            {
                return SignInFault.OtherPerson;
            }

            var since = long.Parse(properties.Items[AgainSinceItem]!, System.Globalization.CultureInfo.InvariantCulture);
            if (person.ProvedAt is not { } at || at.ToUnixTimeSeconds() < since - (long)OidcSetup.ClockSkew.TotalSeconds)
            {
                return SignInFault.NoProof;
            }
        }

        var used = SHA256.HashData(Encoding.UTF8.GetBytes($"nonce|{nonce}"));
        return await sessions.SpendAsync(used, time.GetUtcNow().AddHours(1), cancellation) ? null : SignInFault.Expired;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in was refused ({Fault}): {Why}")]
    private static partial void LogRefused(ILogger logger, SignInFault fault, string why);

    /// <summary>What was learned of the provider's answer on the way through the framework's events.</summary>
    private sealed class Answer
    {
        public JsonElement Token { get; set; }

        public JsonElement? UserInfo { get; set; }

        public string Encoded { get; set; } = "";

        public static Answer Of(HttpContext http)
        {
            if (http.Items[typeof(Answer)] is Answer known)
            {
                return known;
            }

            var answer = new Answer();
            http.Items[typeof(Answer)] = answer;
            return answer;
        }
    }
}

/// <summary>A person as the provider describes them.</summary>
internal sealed record ProviderPerson(string Issuer, string Subject, string? Name, string? Email, IReadOnlyList<string> Roles, bool AreRolesLeftOut, DateTimeOffset? ProvedAt)
{
    /// <summary>Set in the ticket when the provider had too many role values to send.</summary>
    public const string LeftOutClaim = "roles_left_out";

    /// <summary>The identity token comes first; userinfo, which the framework has compared with it, adds what the token lacks.</summary>
    public static ProviderPerson Of(JsonElement token, JsonElement? userInfo, string roleClaim)
    {
        var more = userInfo ?? token;
        var name = Shown(OidcClaims.Text(token, "name") ?? OidcClaims.Text(more, "name") ?? OidcClaims.Text(token, "preferred_username") ?? OidcClaims.Text(more, "preferred_username"));
        return new(
            OidcClaims.Text(token, "iss")!,
            OidcClaims.Text(token, "sub")!,
            name,
            Shown(OidcClaims.Text(token, "email") ?? OidcClaims.Text(more, "email")),
            [.. OidcClaims.Roles(token, roleClaim).Union(OidcClaims.Roles(more, roleClaim), StringComparer.Ordinal)],
            OidcClaims.IsLeftOut(token, roleClaim),
            OidcClaims.Time(token, "auth_time"));
    }

    public System.Security.Claims.ClaimsPrincipal ToPrincipal()
    {
        var principal = SignInPrincipal.Of(Issuer, Subject, Name, Email, Roles, ProvedAt);
        if (AreRolesLeftOut)
        {
            ((System.Security.Claims.ClaimsIdentity)principal.Identity!).AddClaim(new(LeftOutClaim, "true"));
        }

        return principal;
    }

    private static string? Shown(string? text)
    {
        var clean = string.Concat((text ?? "").Where(c => !char.IsControl(c))).Trim();
        return clean.Length == 0 ? null : clean.Length > OidcClaims.LongestText ? clean[..OidcClaims.LongestText] : clean;
    }
}
