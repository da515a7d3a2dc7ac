using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>How calls of a model are made: both may decide which price counts.</summary>
/// <param name="HostScope">The place within the provider; empty where none was reported.</param>
/// <param name="Tier">The service tier that the provider returned.</param>
/// <param name="Calls">How many of the calls that were looked at.</param>
public sealed record CallKind(string HostScope, ServiceTier Tier, long Calls);

/// <summary>A model with what its calls of the last 30 days of usage add up to and how they were made, the most frequent way first.</summary>
internal sealed record ModelCalled(string Provider, string Model, CostMeasures Measures, IReadOnlyList<CallKind> Kinds);

/// <summary>Reads which models were called lately, once for each state of the data: every page about prices asks.</summary>
internal sealed class ModelsCalled(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    /// <summary>Groups of people who see the same tenants; more are answered without being kept.</summary>
    private const int MostScopes = 50;

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly CallKindCounts kinds = new(contexts, costs, time);
    private volatile Known known = new(-1, new Dictionary<TenantScope, Answer>());

    /// <summary>The models, dearest first.</summary>
    /// <param name="scope">Whose usage counts.</param>
    /// <param name="isThorough">True to learn places and tiers from all calls of the 30 days, however many, instead of the newest.</param>
    public async Task<IReadOnlyList<ModelCalled>> ReadAsync(TenantScope scope, bool isThorough, CancellationToken cancellation)
    {
        var version = await VersionAsync(cancellation);
        if (known.Find(version, scope, isThorough) is { } fresh)
        {
            return fresh;
        }

        await reading.WaitAsync(cancellation);
        try
        {
            if (known.Find(version, scope, isThorough) is { } other)
            {
                return other;
            }

            // The version was taken before the read: a change in the middle is found by the next look.
            var models = await QueryAsync(scope, isThorough, cancellation);
            known = known.With(version, scope, new Answer(isThorough, models));
            return models;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private async Task<long> VersionAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.DataVersions.Where(v => v.Id == 1).Select(v => v.Version).SingleOrDefaultAsync(cancellation);
    }

    private async Task<IReadOnlyList<ModelCalled>> QueryAsync(TenantScope scope, bool isThorough, CancellationToken cancellation)
    {
        if (await costs.ExtentAsync(scope, cancellation) is not { } extent)
        {
            return [];
        }

        var query = new CostQuery(extent.LastUtc - Recent, extent.LastUtc) { GroupBy = [CostDimension.Provider, CostDimension.Model] };
        var rows = (await costs.RunAsync(query, scope, cancellation)).Rows;
        var fromHour = (int)(Instants.ToMicros(query.FromUtc) / Instants.MicrosPerHour);
        var kindsOf = await (isThorough ? kinds.OfAllAsync(scope, fromHour, cancellation) : kinds.OfNewestAsync(scope, fromHour, cancellation));
        return [.. rows.Select(row => new ModelCalled(row.Keys[0], row.Keys[1], row.Measures, kindsOf.GetValueOrDefault((row.Keys[0], row.Keys[1]), [])))];
    }

    private sealed record Answer(bool IsThorough, IReadOnlyList<ModelCalled> Models);

    /// <summary>The answers to one state of the data.</summary>
    private sealed record Known(long Version, IReadOnlyDictionary<TenantScope, Answer> Answers)
    {
        public IReadOnlyList<ModelCalled>? Find(long version, TenantScope scope, bool isThorough) =>
            version == Version && Answers.TryGetValue(scope, out var answer) && (answer.IsThorough || !isThorough) ? answer.Models : null;

        public Known With(long version, TenantScope scope, Answer answer)
        {
            var answers = version == Version && Answers.Count < MostScopes ? new Dictionary<TenantScope, Answer>(Answers) : [];
            answers[scope] = answer;
            return new Known(version, answers);
        }
    }
}
