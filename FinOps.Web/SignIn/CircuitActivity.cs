using FinOps.Core.Access.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>What people do on an open page counts as activity of their session, as far as it still lasts.</summary>
public sealed class CircuitActivity(AuthenticationStateProvider authentication, SignInSessions sessions, IOptions<SignInOptions> options, TimeProvider time) : CircuitHandler
{
    private DateTimeOffset lastSeen = time.GetUtcNow();

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        await NoteAsync();
        await next(context);
    };

    private async Task NoteAsync()
    {
        var now = time.GetUtcNow();
        var since = now - lastSeen;
        if (since < SignInSessions.TouchEvery)
        {
            return;
        }

        lastSeen = now;
        if (SignInPrincipal.SessionOf((await authentication.GetAuthenticationStateAsync()).User) is not { } id)
        {
            return;
        }

        await sessions.TouchAsync(id, options.Value.IdleLimit, CancellationToken.None);
        if (!await sessions.IsLiveAsync(id, options.Value.IdleLimit, CancellationToken.None))
        {
            (authentication as CircuitAuthentication)?.End();
        }
    }
}
