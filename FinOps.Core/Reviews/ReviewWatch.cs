using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Outcomes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Reviews;

/// <summary>
/// Raises an architecture review for each feature whose user sessions cost too much, once, and opens one again that was settled at a lower cost. A run that is repeated or
/// was missed changes nothing beyond the figures of the day.
/// </summary>
public sealed class ReviewWatch(IDbContextFactory<FinOpsDbContext> contexts, SessionQueries sessions, IOptions<ReviewOptions> options, TimeProvider time)
{
    /// <summary>Looks at the sessions of the last whole days.</summary>
    /// <returns>How many reviews were raised or opened again.</returns>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit reviews.</exception>
    public async Task<int> LookAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditReview);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var found = (await sessions.ByFeatureAsync(today.AddDays(-options.Value.Days), today, [], TenantScope.All, cancellation)).Rows
            .Where(g => g.Key.Length > 0 && g.Sums.Sessions >= options.Value.MinSessions).ToDictionary(g => g.Key, g => (g.Sums.Sessions, Nanos: (long)decimal.Round((decimal)g.Sums.CostNanos / g.Sums.Sessions, MidpointRounding.ToEven)), StringComparer.Ordinal);
        return await NoteAsync(found, actor, cancellation);
    }

    /// <summary>Notes what sessions of features cost.</summary>
    internal async Task<int> NoteAsync(IReadOnlyDictionary<string, (long Sessions, long Nanos)> found, Actor actor, CancellationToken cancellation)
    {
        var keys = found.Keys.ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var features = await context.Dimensions.Where(d => d.Kind == DimensionKind.Feature && keys.Contains(d.Key)).ToDictionaryAsync(d => d.Id, d => d.Key, cancellation);
        var known = await context.ArchitectureReviews.ToDictionaryAsync(r => r.FeatureId, cancellation);
        var news = 0;
        foreach (var (id, key) in features)
        {
            news += See(context, known.GetValueOrDefault(id), id, key, found[key], actor) ? 1 : 0;
        }

        await context.SaveChangesAsync(cancellation);
        return news;
    }

    /// <summary>True when a review was raised or opened again.</summary>
    private bool See(FinOpsDbContext context, ArchitectureReview? review, int featureId, string feature, (long Sessions, long Nanos) now, Actor actor)
    {
        var isOver = now.Nanos > sessions.LineNanos;
        var isNew = review is null && isOver;
        if (isNew)
        {
            review = context.ArchitectureReviews.Add(new ArchitectureReview
            {
                FeatureId = featureId, RaisedAtMicros = time.NowMicros(), RaisedNanos = now.Nanos, ChangedBy = actor.Name, ChangedAtMicros = time.NowMicros(),
            }).Entity;
            AuditTrail.Add(context, actor, "review.raise", $"feature:{feature}", null, new { State = ReviewState.Open, CostPerSessionUsd = Money.ToExactText(now.Nanos) });
        }

        if (review is null)
        {
            return false;
        }

        (review.LatestNanos, review.LatestSessions, review.LatestDay) = (now.Nanos, now.Sessions, Instants.ToDay(time.NowMicros()) - 1);
        var isWorse = isOver && review.SettledNanos is { } settled && now.Nanos > settled + ((decimal)settled * options.Value.ReopenPercent / 100);
        if (isWorse)
        {
            AuditTrail.Add(
                context, actor, "review.reopen", $"feature:{feature}", new { review.State, CostPerSessionUsd = Money.ToExactText(review.SettledNanos!.Value) },
                new { State = ReviewState.Open, CostPerSessionUsd = Money.ToExactText(now.Nanos) });
            (review.State, review.SettledNanos, review.RaisedNanos) = (ReviewState.Open, null, now.Nanos);
            (review.Reopened, review.Version, review.ChangedBy, review.ChangedAtMicros) = (review.Reopened + 1, review.Version + 1, actor.Name, time.NowMicros());
        }

        return isNew || isWorse;
    }
}
