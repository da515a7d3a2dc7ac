using FinOps.Core.Access;
using FinOps.Core.Reviews;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Raises a review for each feature whose user sessions cost too much.</summary>
[AutomaticRetry(Attempts = 3)]
public sealed class ReviewFeaturesJob(ReviewWatch watch)
{
    public Task RunAsync(CancellationToken cancellation) => watch.LookAsync(Actor.System("ReviewFeatures", "job"), cancellation);
}
