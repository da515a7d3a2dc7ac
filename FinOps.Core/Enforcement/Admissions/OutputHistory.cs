using System.Collections.Frozen;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>How long answers are, by feature and model: 19 of 20 were no longer.</summary>
internal sealed class OutputHistory
{
    /// <summary>Newest records that are looked at, and how many of a kind it takes to believe them.</summary>
    private const int Newest = 50_000;
    private const int Enough = 20;

    private readonly FrozenDictionary<(string Feature, string Model), int> outputs;

    private OutputHistory(FrozenDictionary<(string, string), int> outputs) => this.outputs = outputs;

    public static OutputHistory Empty { get; } = new(FrozenDictionary<(string, string), int>.Empty);

    /// <summary>The tokens of the 95th percentile; null where too little is known.</summary>
    public int? Of(string feature, string model) => outputs.TryGetValue((feature, model), out var tokens) ? tokens : null;

    public static async Task<OutputHistory> ReadAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var last = await context.UsageRecords.MaxAsync(r => (long?)r.Id, cancellation) ?? 0;
        var rows = await context.UsageRecords.AsNoTracking().Where(r => r.Id > last - Newest && r.OutputTokens > 0)
            .Select(r => new { r.FeatureId, r.ModelId, r.OutputTokens }).ToListAsync(cancellation);
        var groups = rows.GroupBy(r => (r.FeatureId, r.ModelId)).Where(g => g.Count() >= Enough).ToList();
        var ids = groups.SelectMany(g => new[] { g.Key.FeatureId, g.Key.ModelId }).Distinct().ToList();
        var names = await context.Dimensions.AsNoTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Key, cancellation);
        return new OutputHistory(groups
            .GroupBy(g => (names.GetValueOrDefault(g.Key.FeatureId, ""), names.GetValueOrDefault(g.Key.ModelId, "")))
            .ToFrozenDictionary(g => g.Key, g => Percentile95([.. g.SelectMany(r => r).Select(r => r.OutputTokens).Order()])));
    }

    private static int Percentile95(int[] ascending) => ascending[((ascending.Length * 95) + 99) / 100 - 1];
}
