using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>Keeps the newest score of every scope, for columns and chips.</summary>
internal static class ScoreSlices
{
    /// <summary>Scores are kept in hundredths, above 0 only: below expectation nothing is to be told.</summary>
    private const double Hundredths = 100;

    /// <summary>Replaces what is stored by what a full pass found, inside the caller's transaction.</summary>
    public static async Task StoreAsync(FinOpsDbContext context, ScoringPass pass, CancellationToken cancellation)
    {
        var stored = await context.ScoreSlices.ToDictionaryAsync(s => s.Chunk, cancellation);
        foreach (var chunk in pass.Scores.Values.GroupBy(s => s.Scope.Chunk))
        {
            var values = new long[SpendScope.ChunkSize];
            foreach (var score in chunk)
            {
                values[score.Scope.Slot] = (long)Math.Max(0, Math.Round(score.Peak.ZEq * Hundredths, MidpointRounding.ToEven));
            }

            var slice = stored.GetValueOrDefault(chunk.Key) ?? context.ScoreSlices.Add(new ScoreSlice { Chunk = chunk.Key }).Entity;
            (slice.Scores, slice.AtMicros) = (SliceCodec.Encode(values), pass.Now.Micros);
        }
    }

    /// <summary>The newest z_eq of each tenant above 0, by the id of its dimension.</summary>
    public static async Task<Dictionary<int, double>> OfTenantsAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var values = new Dictionary<int, long[]>();
        await foreach (var slice in context.ScoreSlices.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
        {
            values[slice.Chunk] = new long[SpendScope.ChunkSize];
            SliceCodec.Decode(slice.Scores, values[slice.Chunk]);
        }

        var scores = new Dictionary<int, double>();
        await foreach (var scope in context.SpendScopes.AsNoTracking().Where(s => s.Kind == ScopeKind.Tenant).Select(s => new { s.Id, s.TenantId }).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (values.TryGetValue(scope.Id / SpendScope.ChunkSize, out var chunk) && chunk[scope.Id % SpendScope.ChunkSize] is > 0 and var score)
            {
                scores[scope.TenantId] = score / Hundredths;
            }
        }

        return scores;
    }
}
