using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>When a scope's hours were not usual, and what they are good for.</summary>
internal sealed record SetAside(int ScopeId, int FromHour, int? ToHour, BucketUse Use);

/// <summary>Reads the pasts of scopes out of the slices of their chunk.</summary>
internal static class SpendPast
{
    /// <summary>A bucket of which more than a tenth came late, after the scope was followed live, is known too badly to learn from.</summary>
    private const int LateParts = 10;

    /// <summary>The pasts of some scopes of one chunk, up to a bucket. Each begins with the scope's first whole bucket.</summary>
    /// <param name="scopes">Of the chunk; their order is that of the answer.</param>
    /// <param name="end">The bucket after the last one.</param>
    /// <param name="length">How many buckets back.</param>
    public static async Task<SeriesHistory[]> ReadAsync(
        FinOpsDbContext context, int chunk, IReadOnlyList<SpendScope> scopes, SeriesGrain grain, int end, int length, CancellationToken cancellation)
    {
        var first = end - length;
        var window = new Window(scopes, grain, first, length);
        var slices = context.SpendSlices.AsNoTracking().Where(s => s.Chunk == chunk && s.Grain == grain && s.Period >= first && s.Period < end).AsAsyncEnumerable();
        await foreach (var slice in slices.WithCancellation(cancellation))
        {
            window.Add(slice);
        }

        var (low, high) = (scopes.Min(s => s.Id), scopes.Max(s => s.Id));
        var firstHour = grain == SeriesGrain.Hour ? first : first * 24;
        var aside = await SetAsideAsync(context, low, high, firstHour, cancellation);
        foreach (var one in aside)
        {
            window.Add(one);
        }

        return window.Histories();
    }

    /// <summary>What the incidents of some scopes say about their hours.</summary>
    public static async Task<List<SetAside>> SetAsideAsync(FinOpsDbContext context, int lowScope, int highScope, int fromHour, CancellationToken cancellation)
    {
        var incidents = await context.Incidents.AsNoTracking()
            .Where(i => i.ScopeId >= lowScope && i.ScopeId <= highScope && (i.ToHour == null || i.ToHour > fromHour))
            .OrderBy(i => i.Id).Select(i => new { i.ScopeId, i.FromHour, i.ToHour, i.Verdict }).ToListAsync(cancellation);
        return [.. incidents.Select(i => new SetAside(i.ScopeId, i.FromHour, i.ToHour, UseOf(i.Verdict)))];
    }

    private static BucketUse UseOf(IncidentVerdict verdict) => verdict switch
    {
        IncidentVerdict.Abuse => BucketUse.Ignored,
        IncidentVerdict.Growth or IncidentVerdict.FalseAlarm => BucketUse.Learned,
        IncidentVerdict.None or IncidentVerdict.Planned => BucketUse.SetAside,
    };

    private sealed class Window(IReadOnlyList<SpendScope> scopes, SeriesGrain grain, int first, int length)
    {
        private readonly long[] sums = new long[scopes.Count * length];
        private readonly BucketUse[] uses = new BucketUse[scopes.Count * length];
        private readonly long[] live = new long[SpendScope.ChunkSize];
        private readonly long[] late = new long[SpendScope.ChunkSize];

        public void Add(SpendSlice slice)
        {
            Array.Clear(live);
            Array.Clear(late);
            SliceCodec.Decode(slice.Live, live);
            SliceCodec.Decode(slice.Late, late);
            for (var i = 0; i < scopes.Count; i++)
            {
                var (scope, at) = (scopes[i], (i * length) + slice.Period - first);
                var isHistory = scope.FirstLiveHour is not { } began || slice.Period < (grain == SeriesGrain.Hour ? began : began / 24);
                sums[at] = live[scope.Slot] + (isHistory ? late[scope.Slot] : 0);
                uses[at] = !isHistory && late[scope.Slot] * LateParts > live[scope.Slot] ? BucketUse.Ignored : BucketUse.Learned;
            }
        }

        public void Add(SetAside aside)
        {
            for (var i = 0; i < scopes.Count; i++)
            {
                if (scopes[i].Id != aside.ScopeId)
                {
                    continue;
                }

                var from = grain == SeriesGrain.Hour ? aside.FromHour : aside.FromHour / 24;
                var to = aside.ToHour is not { } end ? first + length : grain == SeriesGrain.Hour ? end : (end + 23) / 24;
                for (var bucket = Math.Max(from, first); bucket < Math.Min(to, first + length); bucket++)
                {
                    ref var use = ref uses[(i * length) + bucket - first];
                    use = use == BucketUse.Learned ? aside.Use : use;
                }
            }
        }

        public SeriesHistory[] Histories() => [.. scopes.Select((scope, i) =>
        {
            var begin = Math.Clamp(grain == SeriesGrain.Hour ? scope.FirstHour : (scope.FirstHour + 23) / 24, first, first + length);
            var past = SeriesHistory.Of(begin, sums.AsSpan((i * length) + begin - first, first + length - begin), uses.AsSpan((i * length) + begin - first, first + length - begin));
            past.LevelFrom = scope.AcceptedFromHour is not { } accepted ? null : grain == SeriesGrain.Hour ? accepted : (accepted + 23) / 24;
            return past;
        })];
    }
}
