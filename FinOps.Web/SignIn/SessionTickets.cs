using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>
/// Turns the key in a cookie into who is signed in, and back. The ticket lies in the database, protected for this one key:
/// a copied row opens nothing, and neither does a cookie once its row is gone.
/// </summary>
public sealed class SessionTickets(SignInSessions sessions, People people, IDataProtectionProvider protection, IOptions<SignInOptions> options)
{
    /// <summary>A session that was proved again keeps its id under this name among the ticket's properties.</summary>
    public const string AgainItem = "again";

    /// <summary>The provider's session (<c>iss|sid</c>), among the ticket's properties.</summary>
    public const string ProviderSessionItem = "provider_session";

    private const int KeyBytes = 32;

    /// <summary>Stores the ticket and returns the key for the cookie.</summary>
    public async Task<string> BeginAsync(ClaimsPrincipal user, AuthenticationProperties properties, HttpContext http)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        var hash = Hash(key);
        properties.Items.Remove(AgainItem, out var again);
        properties.Items.Remove(ProviderSessionItem, out var providerSession);
        properties.RedirectUri = null;
        var ticket = Protector(hash).Protect(TicketSerializer.Default.Serialize(new AuthenticationTicket(user, properties, SignInPrincipal.Scheme)));
        var actor = SignInPrincipal.ActorOf(user, http);
        await SeenAsync(user, actor.Address, http.RequestAborted);
        var session = new NewSession(hash, actor.Subject, providerSession, ticket, options.Value.Lifetime, actor.Address, Browser(http));
        if (!long.TryParse(again, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !await sessions.RenewAsync(id, session, actor, http.RequestAborted))
        {
            await sessions.BeginAsync(session, actor, http.RequestAborted);
        }

        return key;
    }

    /// <summary>Who is signed in with this key; null when nobody is, any more.</summary>
    public async Task<AuthenticationTicket?> ReadAsync(string key, CancellationToken cancellation)
    {
        if (!Base64Url.IsValid(key, out var length) || length != KeyBytes)
        {
            return null;
        }

        var hash = Hash(key);
        if (await sessions.FindAsync(hash, options.Value.IdleLimit, cancellation) is not { } session || Open(session.Ticket, hash) is not { } ticket)
        {
            return null;
        }

        // Sessions of another mode or provider do not outlive the change.
        if (ticket.Principal.FindFirst(CurrentActor.IssuerClaim)?.Value != (options.Value.Mode == SignInMode.Local ? PersonIdentity.LocalIssuer : options.Value.Authority))
        {
            return null;
        }

        ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new Claim(SignInPrincipal.SessionClaim, session.Id.ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        await sessions.TouchAsync(session, options.Value.IdleLimit, cancellation);
        return ticket;
    }

    private Task SeenAsync(ClaimsPrincipal user, string? address, CancellationToken cancellation)
    {
        var who = PersonActors.IdentityOf(user) ?? throw new InvalidOperationException("Somebody without an identity cannot be signed in.");
        string[] roles = [.. user.FindAll(CurrentActor.RoleClaim).Select(c => c.Value)];
        return people.SeenAsync(who.Issuer, who.Subject, user.FindFirst(CurrentActor.NameClaim)?.Value, user.FindFirst(SignInPrincipal.EmailClaim)?.Value, roles, address, cancellation);
    }

    private AuthenticationTicket? Open(byte[] ticket, byte[] hash)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(Protector(hash).Unprotect(ticket));
        }
        catch (CryptographicException)
        {
            return null; // its protection key is gone: as good as signed out
        }
    }

    private IDataProtector Protector(byte[] hash) => protection.CreateProtector("FinOps.SignIn.Session", Convert.ToHexString(hash));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    private static string? Browser(HttpContext http)
    {
        var agent = new string([.. http.Request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c))]);
        return agent.Length > 0 ? agent : null;
    }
}
