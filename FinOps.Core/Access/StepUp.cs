using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>The person must prove again who they are; nothing was changed.</summary>
/// <param name="Within">How old the proof may be.</param>
public sealed record ProofNeeded(TimeSpan Within)
{
    /// <summary>What to tell the person.</summary>
    public string Message => $"Confirm that it is you: this needs a sign-in of the last {Within.TotalMinutes:0} minutes. Nothing was changed.";
}

/// <summary>
/// Asks for a fresh proof of identity before dangerous changes, so that a console left open, or a stolen session, does not suffice.
/// Only people with a browser can be asked: keys, commands and jobs pass.
/// </summary>
public sealed class StepUp(IOptions<AccessOptions> options, TimeProvider time)
{
    /// <summary>A provider's clock may be ahead of ours by so much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    public TimeSpan Within => TimeSpan.FromMinutes(options.Value.StepUpMinutes);

    /// <summary>Null when the actor may go on; a proof as old as allowed to the tick still counts.</summary>
    public ProofNeeded? Check(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Via != Actor.Web || actor.ProvedAt == DateTimeOffset.MaxValue)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return actor.ProvedAt is { } at && now - at <= Within && at - now <= Skew ? null : new ProofNeeded(Within);
    }
}
