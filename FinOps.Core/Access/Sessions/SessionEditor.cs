namespace FinOps.Core.Access.Sessions;

/// <summary>Ends the sessions of other people. Needs <see cref="ProtectedActions.EndSessions"/>; one's own are ended through <see cref="SignInSessions"/>.</summary>
public sealed class SessionEditor(SignInSessions sessions)
{
    /// <summary>Signs a person out everywhere, and returns how many sessions ended. They may sign in again.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not do this.</exception>
    public Task<int> EndAllAsync(PersonIdentity who, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EndSessions);
        return sessions.EndAllAsync(who.ToString(), null, actor, reason, cancellation);
    }
}
