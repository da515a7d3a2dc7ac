using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Reviews;

/// <summary>What a person says about a review.</summary>
/// <param name="Version">Of the review as the person saw it.</param>
public sealed record ReviewDraft(int Id, ReviewState State, string Owner, string Note, int Version);

/// <summary>A fault of a draft, at its field.</summary>
public sealed record ReviewFault(string Field, string Message);

/// <summary>What became of a change.</summary>
public abstract record ReviewChange
{
    private ReviewChange()
    {
    }

    public sealed record Saved(int Version) : ReviewChange;

    public sealed record Invalid(IReadOnlyList<ReviewFault> Faults) : ReviewChange;

    /// <summary>Somebody else changed it meanwhile.</summary>
    public sealed record Conflict(string ChangedBy, long ChangedAtMicros) : ReviewChange;

    public sealed record Missing : ReviewChange;
}

/// <summary>Takes reviews up, and settles them. Needs <see cref="Permission.OperateEnforcement"/> for all tenants.</summary>
public sealed class ReviewEditor(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>Changes state, owner and note, or tells every fault.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit reviews.</exception>
    public async Task<ReviewChange> SaveAsync(ReviewDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditReview);
        var faults = Faults(draft).ToList();
        if (faults.Count > 0)
        {
            return new ReviewChange.Invalid(faults);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.ArchitectureReviews.FirstOrDefaultAsync(r => r.Id == draft.Id, cancellation) is not { } review)
        {
            return new ReviewChange.Missing();
        }

        if (review.Version != draft.Version)
        {
            return new ReviewChange.Conflict(review.ChangedBy, review.ChangedAtMicros);
        }

        var feature = await context.Dimensions.Where(d => d.Id == review.FeatureId).Select(d => d.Key).FirstOrDefaultAsync(cancellation);
        var before = new { review.State, review.Owner, review.Note };
        (review.State, review.Owner, review.Note) = (draft.State, draft.Owner.Trim(), draft.Note.Trim());
        review.SettledNanos = draft.State is ReviewState.Accepted or ReviewState.Resolved ? review.SettledNanos ?? review.LatestNanos : null;
        (review.Version, review.ChangedBy, review.ChangedAtMicros) = (review.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.Add(context, actor, "review.edit", $"feature:{feature}", before, new { review.State, review.Owner, review.Note }, review.Note.Length == 0 ? null : review.Note);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new ReviewChange.Conflict("somebody else", time.NowMicros());
        }

        return new ReviewChange.Saved(review.Version);
    }

    private static IEnumerable<ReviewFault> Faults(ReviewDraft draft)
    {
        if (draft.Owner.Trim().Length > ReviewModel.LongestOwner)
        {
            yield return new(nameof(draft.Owner), $"At most {ReviewModel.LongestOwner} characters.");
        }

        if (draft.Note.Trim().Length > ReviewModel.LongestNote)
        {
            yield return new(nameof(draft.Note), $"At most {ReviewModel.LongestNote:N0} characters.");
        }

        if (draft.State == ReviewState.InReview && draft.Owner.Trim().Length == 0)
        {
            yield return new(nameof(draft.Owner), "Say who looks into it.");
        }

        if (draft.State is ReviewState.Accepted or ReviewState.Resolved && draft.Note.Trim().Length == 0)
        {
            yield return new(nameof(draft.Note), "Say why it is accepted, or what was done.");
        }
    }
}
