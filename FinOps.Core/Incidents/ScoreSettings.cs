using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>How a scope is scored.</summary>
/// <param name="FloorNanos">A bucket with less spend is no incident.</param>
internal sealed record ScoreRule(DetectorKind Method, AnomalyRule Rule, long FloorNanos);

/// <summary>The settings of scopes: the scope's own, else that of its kind, else that of all, else the configured ones.</summary>
internal sealed class ScoreSettings(IncidentOptions options)
{
    private readonly ScoreRule fallback = new(DetectorKind.Seasonal, AnomalyRule.Default with { LeastExcessNanos = Money.ToNanos(options.LeastExcessUsd) }, 0);
    private Dictionary<(byte, int, int, int), ScoreRule> rules = [];

    /// <summary>Reads them again.</summary>
    /// <returns>Whether any scope may be scored in another way than before.</returns>
    public async Task<bool> LoadAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var stored = await context.ScoreSettings.AsNoTracking().ToListAsync(cancellation);
        var now = stored.ToDictionary(s => (s.Kind, s.TenantId, s.FeatureId, s.ModelId), s => new ScoreRule(s.Method, AnomalyRule.Default with { LeastExcessNanos = s.LeastExcessNanos }, s.FloorNanos));
        var isOther = now.Count != rules.Count || now.Any(r => !rules.TryGetValue(r.Key, out var known) || known != r.Value);
        rules = now;
        return isOther;
    }

    public ScoreRule Of(ScopeKey key) =>
        rules.Count == 0 ? fallback
        : rules.GetValueOrDefault(((byte)key.Kind, key.TenantId, key.FeatureId, key.ModelId)) ?? rules.GetValueOrDefault(((byte)key.Kind, 0, 0, 0)) ?? rules.GetValueOrDefault(((byte)0, 0, 0, 0)) ?? fallback;
}
