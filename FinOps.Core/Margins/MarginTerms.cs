using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Margins;

/// <summary>Keeps what all tenants pay in memory, and reads it again when somebody changed it: pages ask for all tenants at once, and terms change rarely.</summary>
internal sealed class MarginTerms(IDbContextFactory<FinOpsDbContext> contexts) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Kept? current;

    public void Dispose() => reading.Dispose();

    /// <summary>The terms as they are now; the same object while nothing changes.</summary>
    public async Task<TermsSnapshot> CurrentAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);

        // Whatever changes terms moves the version of the data; imports do, too, so that a new one only asks for a closer look.
        var version = await VersionAsync(context, cancellation);
        if (current is { } same && same.Version == version)
        {
            return same.Snapshot;
        }

        if (current is { } known && known.Stamp == await StampAsync(context, cancellation))
        {
            current = known with { Version = version };
            return known.Snapshot;
        }

        await reading.WaitAsync(cancellation);
        try
        {
            // The stamp is taken first, so that a change in the middle is found at the next look.
            var stamp = await StampAsync(context, cancellation);
            if (current is { } meanwhile && meanwhile.Stamp == stamp)
            {
                return meanwhile.Snapshot;
            }

            var snapshot = await TermsSnapshot.ReadAsync(context, cancellation);
            current = new Kept(version, stamp, snapshot);
            return snapshot;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Numbers of which one differs after every change: versions only rise, and rows that are never edited have rising ids.</summary>
    private static Task<Stamp?> StampAsync(FinOpsDbContext context, CancellationToken cancellation) => context.DataVersions.Where(v => v.Id == 1).Select(v => new Stamp(
        context.Dimensions.Count(d => d.Kind == DimensionKind.Tenant),
        context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant).Max(d => (int?)d.Id),
        context.Tenants.Count(),
        context.Tenants.Sum(t => (long)t.Version),
        context.Tenants.Max(t => (long?)t.ChangedAtMicros),
        context.Contracts.Count(),
        context.Contracts.Sum(c => (long)c.Version),
        context.Contracts.Max(c => (long?)c.ChangedAtMicros),
        context.Plans.Sum(p => (long)p.Version) + context.Plans.Count(),
        context.PlanPrices.Max(p => (int?)p.Id),
        context.PlanPrices.Count(),
        context.RevenueEntries.Count(),
        context.RevenueEntries.Max(r => (int?)r.Id),
        context.Tiers.Sum(t => (long)t.Version) + context.Tiers.Count())).FirstOrDefaultAsync(cancellation);

    private static Task<long> VersionAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        context.DataVersions.Where(v => v.Id == 1).Select(v => v.Version).FirstOrDefaultAsync(cancellation);

    private sealed record Kept(long Version, Stamp? Stamp, TermsSnapshot Snapshot);

    internal sealed record Stamp(
        int Keys, int? LastKey, int Tenants, long TenantVersions, long? TenantChanged, int Contracts, long ContractVersions, long? ContractChanged,
        long Plans, int? LastPrice, int Prices, int Entries, int? LastEntry, long Tiers);
}
