using FinOps.Core.Access.Sessions;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Deletes sessions that are over and tokens that can no longer come again.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed class PruneSessionsJob(SignInSessions sessions)
{
    public Task RunAsync(CancellationToken cancellation) => sessions.PruneAsync(cancellation);
}
