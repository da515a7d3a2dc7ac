using FinOps.Core.Anomalies;
using FinOps.Core.Data;

namespace FinOps.Core.Incidents;

/// <summary>What is usual for every scope on a day: learned once a UTC day from all buckets before it, and kept in memory. Not for two threads.</summary>
internal sealed class BaselineBook(ScoreSettings settings)
{
    /// <summary>No detector looks further back.</summary>
    internal static readonly int LongestHours = Enum.GetValues<DetectorKind>().Max(kind => Detectors.Of(kind, SeriesGrain.Hour).WindowBuckets);
    internal static readonly int LongestDays = Enum.GetValues<DetectorKind>().Max(kind => Detectors.Of(kind, SeriesGrain.Day).WindowBuckets);

    private readonly Dictionary<(int Day, int Chunk), Chunk> chunks = [];

    /// <summary>The baselines of a scope for the buckets of a day; learns those of its whole chunk when they are not there.</summary>
    public async ValueTask<Pair> OfAsync(FinOpsDbContext context, SpendSeries series, SpendScope scope, int day, CancellationToken cancellation)
    {
        if (scope.FirstHour >= day * 24)
        {
            return Pair.None;
        }

        var chunk = chunks.GetValueOrDefault((day, scope.Chunk)) ?? (chunks[(day, scope.Chunk)] = await LearnAsync(context, series, scope.Chunk, day, cancellation));
        return chunk.Pairs[scope.Slot] ?? (chunk.Pairs[scope.Slot] = await LearnOneAsync(context, scope, day, cancellation));
    }

    /// <summary>Lets a scope be learned anew: what its past is good for, or how it is scored, has changed.</summary>
    public void Forget(int scopeId)
    {
        foreach (var ((_, chunk), kept) in chunks)
        {
            if (chunk == scopeId / SpendScope.ChunkSize)
            {
                kept.Pairs[scopeId % SpendScope.ChunkSize] = null;
            }
        }
    }

    public void Forget() => chunks.Clear();

    /// <summary>Keeps only days from one on.</summary>
    public void Trim(int fromDay)
    {
        foreach (var key in chunks.Keys.Where(k => k.Day < fromDay).ToList())
        {
            chunks.Remove(key);
        }
    }

    private async Task<Chunk> LearnAsync(FinOpsDbContext context, SpendSeries series, int chunk, int day, CancellationToken cancellation)
    {
        var learned = new Chunk();
        var scopes = series.Scopes.Skip(chunk * SpendScope.ChunkSize).Take(SpendScope.ChunkSize).OfType<SpendScope>().Where(s => s.FirstHour < day * 24).ToList();
        if (scopes.Count == 0)
        {
            return learned;
        }

        var hours = await SpendPast.ReadAsync(context, chunk, scopes, SeriesGrain.Hour, day * 24, LongestHours, cancellation);
        var days = await SpendPast.ReadAsync(context, chunk, scopes, SeriesGrain.Day, day, LongestDays, cancellation);
        Parallel.For(0, scopes.Count, new ParallelOptions { CancellationToken = cancellation }, i => learned.Pairs[scopes[i].Slot] = Learn(scopes[i], hours[i], days[i]));
        return learned;
    }

    private async Task<Pair> LearnOneAsync(FinOpsDbContext context, SpendScope scope, int day, CancellationToken cancellation)
    {
        var hours = await SpendPast.ReadAsync(context, scope.Chunk, [scope], SeriesGrain.Hour, day * 24, LongestHours, cancellation);
        var days = await SpendPast.ReadAsync(context, scope.Chunk, [scope], SeriesGrain.Day, day, LongestDays, cancellation);
        return Learn(scope, hours[0], days[0]);
    }

    private Pair Learn(SpendScope scope, SeriesHistory hours, SeriesHistory days)
    {
        var method = settings.Of(scope.Key).Method;
        return new Pair(Detectors.Of(method, SeriesGrain.Hour).Learn(hours), Detectors.Of(method, SeriesGrain.Day).Learn(days));
    }

    /// <summary>What is usual of a scope's hours and days.</summary>
    internal sealed record Pair(SeriesBaseline Hour, SeriesBaseline Day)
    {
        public static readonly Pair None = new(SeriesBaseline.None, SeriesBaseline.None);
    }

    private sealed class Chunk
    {
        public Pair?[] Pairs { get; } = new Pair?[SpendScope.ChunkSize];
    }
}
