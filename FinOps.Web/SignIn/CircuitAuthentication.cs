using System.Security.Claims;
using FinOps.Core.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace FinOps.Web.SignIn;

/// <summary>
/// Watches what the person of a circuit may do. When that changes, the pages are told and decide again who sees them: at once after a change
/// by this process, within seconds after one by another.
/// </summary>
public sealed partial class CircuitAuthentication : RevalidatingServerAuthenticationStateProvider
{
    private readonly PersonActors actors;
    private readonly AccessDecisions decisions;
    private readonly ILogger logger;
    private string? known;

    public CircuitAuthentication(ILoggerFactory loggers, PersonActors actors, AccessDecisions decisions)
        : base(loggers)
    {
        (this.actors, this.decisions) = (actors, decisions);
        logger = loggers.CreateLogger<CircuitAuthentication>();
        decisions.Changed += OnChanged;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authenticationState);
        await TellAsync(authenticationState.User, cancellationToken);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        decisions.Changed -= OnChanged;
        base.Dispose(disposing);
    }

    private void OnChanged() => _ = Task.Run(async () =>
    {
        try
        {
            await TellAsync((await GetAuthenticationStateAsync()).User, CancellationToken.None);
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
