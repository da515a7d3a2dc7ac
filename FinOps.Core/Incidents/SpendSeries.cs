using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>The scopes and their newest sums, as the scorer of this process knows them. Not for two threads; forget it all when a write fails or somebody else wrote.</summary>
internal sealed class SpendSeries
{
    private readonly Dictionary<ScopeKey, SpendScope> scopes = [];
    private readonly List<SpendScope?> byId = [];
    private readonly Dictionary<(int Chunk, SeriesGrain Grain, int Period), Sums> slices = [];
    private bool isLoaded;

    /// <summary>The newest hour in which anybody spent anything, in hours since the epoch; 0 when there is none.</summary>
    public int NewestHour { get; private set; }

    /// <summary>All scopes, by id; null where one was removed.</summary>
    public IReadOnlyList<SpendScope?> Scopes => byId;

    public SpendScope? Find(ScopeKey key) => scopes.GetValueOrDefault(key);

    public void Forget()
    {
        scopes.Clear();
        byId.Clear();
        slices.Clear();
        (isLoaded, NewestHour) = (false, 0);
    }

    public async Task LoadAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        if (isLoaded)
        {
            return;
        }

        await foreach (var scope in context.SpendScopes.AsNoTracking().OrderBy(s => s.Id).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            Keep(scope);
        }

        NewestHour = await context.SpendSlices.Where(s => s.Grain == SeriesGrain.Hour).MaxAsync(s => (int?)s.Period, cancellation) ?? 0;
        isLoaded = true;
    }

    /// <summary>Brings in what a person changed of a scope.</summary>
    public async Task ReloadAsync(FinOpsDbContext context, int scopeId, CancellationToken cancellation)
    {
        if (scopeId < byId.Count && byId[scopeId] is { } scope && await context.SpendScopes.AsNoTracking().SingleOrDefaultAsync(s => s.Id == scopeId, cancellation) is { } stored)
        {
            (scope.AcceptedFromHour, scope.PlannedUntilHour) = (stored.AcceptedFromHour, stored.PlannedUntilHour);
        }
    }

    /// <summary>Adds what records spent to the context, whose save writes it.</summary>
    /// <returns>The ids of the scopes that spent something in an hour from <paramref name="liveFromHour"/> on.</returns>
    public async Task<HashSet<int>> AddAsync(FinOpsDbContext context, NewSpend spend, int liveFromHour, CancellationToken cancellation)
    {
        var fresh = new HashSet<int>();
        foreach (var ((key, hour), nanos) in spend.Hours)
        {
            NewestHour = Math.Max(NewestHour, hour);
            var scope = ScopeOf(context, key, hour, hour >= liveFromHour);
            Add(await SumsAsync(context, scope.Chunk, SeriesGrain.Hour, hour, cancellation), scope.Slot, nanos, hour >= liveFromHour);
            Add(await SumsAsync(context, scope.Chunk, SeriesGrain.Day, hour / 24, cancellation), scope.Slot, nanos, hour >= liveFromHour);
            if (hour >= liveFromHour)
            {
                fresh.Add(scope.Id);
            }
        }

        Store(context);
        return fresh;
    }

    /// <summary>What a scope spent in a bucket, late arrivals left out.</summary>
    public async ValueTask<long> LiveAsync(FinOpsDbContext context, SpendScope scope, SeriesGrain grain, int period, CancellationToken cancellation) =>
        (await SumsAsync(context, scope.Chunk, grain, period, cancellation)).Live[scope.Slot];

    /// <summary>Keeps only slices of buckets that more will be added to.</summary>
    public void Trim(int fromHour)
    {
        foreach (var key in slices.Keys.Where(k => k.Grain == SeriesGrain.Hour ? k.Period < fromHour : k.Period < fromHour / 24).ToList())
        {
            slices.Remove(key);
        }
    }

    private static void Add(Sums sums, int slot, long nanos, bool isLive)
    {
        (isLive ? sums.Live : sums.Late)[slot] += nanos;
        sums.IsChanged = true;
    }

    private SpendScope ScopeOf(FinOpsDbContext context, ScopeKey key, int hour, bool isLive)
    {
        if (!scopes.TryGetValue(key, out var scope))
        {
            scope = new SpendScope
            {
                Id = byId.Count, Kind = key.Kind, TenantId = key.TenantId, FeatureId = key.FeatureId, ModelId = key.ModelId, FirstHour = hour, FirstLiveHour = isLive ? hour : null,
            };
            Keep(scope);
            context.SpendScopes.Add(scope);
            return scope;
        }

        var firstLive = isLive ? Math.Min(hour, scope.FirstLiveHour ?? int.MaxValue) : scope.FirstLiveHour;
        if (hour < scope.FirstHour || firstLive != scope.FirstLiveHour)
        {
            if (context.Entry(scope).State == EntityState.Detached)
            {
                context.SpendScopes.Attach(scope);
            }

            (scope.FirstHour, scope.FirstLiveHour) = (Math.Min(hour, scope.FirstHour), firstLive);
        }

        return scope;
    }

    private void Keep(SpendScope scope)
    {
        while (byId.Count < scope.Id)
        {
            byId.Add(null);
        }

        byId.Add(scope);
        scopes[scope.Key] = scope;
    }

    private async ValueTask<Sums> SumsAsync(FinOpsDbContext context, int chunk, SeriesGrain grain, int period, CancellationToken cancellation)
    {
        if (slices.TryGetValue((chunk, grain, period), out var known))
        {
            return known;
        }

        var sums = new Sums();
        if (await context.SpendSlices.AsNoTracking().SingleOrDefaultAsync(s => s.Chunk == chunk && s.Grain == grain && s.Period == period, cancellation) is { } stored)
        {
            sums.IsStored = true;
            SliceCodec.Decode(stored.Live, sums.Live);
            SliceCodec.Decode(stored.Late, sums.Late);
        }

        return slices[(chunk, grain, period)] = sums;
    }

    private void Store(FinOpsDbContext context)
    {
        foreach (var ((chunk, grain, period), sums) in slices.Where(s => s.Value.IsChanged))
        {
            var slice = new SpendSlice { Chunk = chunk, Grain = grain, Period = period, Live = SliceCodec.Encode(sums.Live), Late = SliceCodec.Encode(sums.Late) };
            context.Entry(slice).State = sums.IsStored ? EntityState.Modified : EntityState.Added;
            (sums.IsStored, sums.IsChanged) = (true, false);
        }
    }

    private sealed class Sums
    {
        public long[] Live { get; } = new long[SpendScope.ChunkSize];

        public long[] Late { get; } = new long[SpendScope.ChunkSize];

        public bool IsStored { get; set; }

        public bool IsChanged { get; set; }
    }
}
