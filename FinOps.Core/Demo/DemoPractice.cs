using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Freemium;
using FinOps.Core.Reviews;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Demo;

/// <summary>What people of the demo company have decided, and what nightly jobs find, so that nobody looks around in vain on the first day.</summary>
internal sealed class DemoPractice(UsageTurn turn, FreemiumFinder freemium, ReviewWatch reviews, TimeProvider time)
{
    private const string Owner = "Priya Castell";
    private static readonly Actor Demo = Actor.System("demo", "demo");

    /// <summary>A free user of the demo company is expected to bring in so much.</summary>
    private static readonly long LifetimeValueNanos = Money.ToNanos(0.40m);

    /// <summary>Says what free users are worth, looks for those who cost more and for features that are too dear, and gives the dearest an owner.</summary>
    public async Task AddAsync(CancellationToken cancellation)
    {
        await turn.TakeAsync(context => ValueAsync(context, cancellation), cancellation);
        await freemium.FindAsync(cancellation);
        await reviews.LookAsync(Demo, cancellation);
        await turn.TakeAsync(context => OwnAsync(context, cancellation), cancellation);
    }

    /// <summary>Takes it back once the usage is gone. Values and reviews that people changed stay.</summary>
    public Task RemoveAsync(CancellationToken cancellation) => turn.TakeAsync(
        async context =>
        {
            await context.ArchitectureReviews.Where(r => !context.Dimensions.Any(d => d.Id == r.FeatureId)).ExecuteDeleteAsync(cancellation);
            await context.FreemiumUsers.Where(u => !context.Dimensions.Any(d => d.Id == u.TenantId)).ExecuteDeleteAsync(cancellation);
            await context.Tiers.Where(t => t.ChangedBy == DemoCompany.Name).ExecuteUpdateAsync(
                t => t.SetProperty(x => x.LifetimeValueNanos, (long?)null).SetProperty(x => x.ChangedBy, "").SetProperty(x => x.ChangedAtMicros, 0L), cancellation);
            return true;
        },
        cancellation);

    /// <summary>Only where nobody has changed the tier.</summary>
    private async Task<bool> ValueAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        if (await context.Tiers.SingleOrDefaultAsync(t => t.Key == DemoTenant.Free && t.LifetimeValueNanos == null && t.ChangedBy == "", cancellation) is not { } tier)
        {
            return false;
        }

        (tier.LifetimeValueNanos, tier.ChangedBy, tier.ChangedAtMicros) = (LifetimeValueNanos, DemoCompany.Name, time.NowMicros());
        await context.SaveChangesAsync(cancellation);
        return true;
    }

    private static async Task<bool> OwnAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var names = DemoFeature.All.Select(f => f.Key).ToList();
        var untouched = context.ArchitectureReviews.Where(r => r.Version == 0 && r.Owner == "" && context.Dimensions.Any(d => d.Id == r.FeatureId && names.Contains(d.Key)));
        if (await untouched.OrderByDescending(r => r.LatestNanos).FirstOrDefaultAsync(cancellation) is not { } review)
        {
            return false;
        }

        (review.Owner, review.Note) = (Owner, "Agents read whole files again in every step: a smaller context is being tried.");
        await context.SaveChangesAsync(cancellation);
        return true;
    }
}
