using System.Security.Claims;
using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>
/// Watches what the person of a circuit may do. When that changes, the pages are told and decide again who sees them: at once after a change
/// by this process, within seconds after one by another. A session that ends takes its open pages with it: they lead to the sign-in page.
/// </summary>
public sealed partial class CircuitAuthentication : RevalidatingServerAuthenticationStateProvider
{
    private readonly PersonActors actors;
    private readonly AccessDecisions decisions;
    private readonly SignInSessions sessions;
    private readonly TimeSpan idleLimit;
    private readonly ILogger logger;
    private string? known;

    public CircuitAuthentication(ILoggerFactory loggers, PersonActors actors, AccessDecisions decisions, SignInSessions sessions, IOptions<SignInOptions> options)
        : base(loggers)
    {
        (this.actors, this.decisions, this.sessions, idleLimit) = (actors, decisions, sessions, options.Value.IdleLimit);
        logger = loggers.CreateLogger<CircuitAuthentication>();
        decisions.Changed += OnChanged;
        sessions.Ended += OnEnded;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    /// <summary>Notes what the pages of a new circuit start with, so that the first change is told, too.</summary>
    public async Task StartAsync(CancellationToken cancellation) =>
        known ??= Describe(await actors.AccessOfAsync((await GetAuthenticationStateAsync()).User, cancellation));

    /// <summary>True once the session of this page is over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Shows everything on the page as to somebody anonymous.</summary>
    public void End()
    {
        HasEnded = true;
        SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
    }

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authenticationState);
        if (authenticationState.User.Identity?.IsAuthenticated != true)
        {
            return true;
        }

        if (SignInPrincipal.SessionOf(authenticationState.User) is not { } session || !await sessions.IsLiveAsync(session, idleLimit, cancellationToken))
        {
            HasEnded = true;
            return false;
        }

        await TellAsync(authenticationState.User, cancellationToken);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        decisions.Changed -= OnChanged;
        sessions.Ended -= OnEnded;
        base.Dispose(disposing);
    }

    private void OnChanged() => Look(user => TellAsync(user, CancellationToken.None));

    private void OnEnded(IReadOnlyCollection<long> ids) => Look(user =>
    {
        if (SignInPrincipal.SessionOf(user) is { } session && ids.Contains(session))
        {
            End();
        }

        return Task.CompletedTask;
    });

    private void Look(Func<ClaimsPrincipal, Task> look) => _ = Task.Run(async () =>
    {
        try
        {
            await look((await GetAuthenticationStateAsync()).User);
        }
        catch (Exception e)
        {
            LogFailure(logger, e);
        }
    });

    private async Task TellAsync(ClaimsPrincipal user, CancellationToken cancellation)
    {
        var now = Describe(await actors.AccessOfAsync(user, cancellation));
        if (Interlocked.Exchange(ref known, now) is { } before && before != now)
        {
            SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));
        }
    }

    private static string Describe(PersonAccess access) => string.Join('\n', access.Scopes.OrderBy(s => s.Key)
        .Select(s => $"{s.Key} {(s.Value.IsAll ? "*" : string.Join('\t', s.Value.Keys.Order(StringComparer.Ordinal)))}"));

    [LoggerMessage(Level = LogLevel.Error, Message = "What the person of an open page may do could not be looked up; it is tried again in a few seconds.")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
