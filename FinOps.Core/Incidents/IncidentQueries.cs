using FinOps.Core.Access;
using FinOps.Core.Anomalies;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>Which incidents are wanted; null means any.</summary>
/// <param name="IsOver">True for resolved ones, false for those that are not.</param>
public sealed record IncidentFilter(bool? IsOver = null, IncidentState? State = null, ScopeKind? Kind = null, string? Tenant = null)
{
    /// <summary>More are never answered at once.</summary>
    public const int Most = 500;
}

/// <summary>An incident with the keys of what it is about; empty where it does not name one.</summary>
public sealed record IncidentRow(Incident Incident, string Tenant, string Feature, string Model)
{
    public string Scope => IncidentText.Scope(Incident.Kind, Tenant, Feature, Model);

    public string Sentence => IncidentText.Sentence(Incident, Scope);
}

/// <summary>An incident with its timeline, its scores and what belongs to it.</summary>
public sealed record IncidentDetail(IncidentRow Row, IReadOnlyList<IncidentEvent> Events, IReadOnlyList<IncidentScore> Scores, IReadOnlyList<IncidentRow> Children, IncidentRow? Parent, SpendScope Scope);

/// <summary>Whether stored scores are what their stored pasts give.</summary>
/// <param name="Checked">How many scores were worked out again.</param>
/// <param name="Different">Those that came out otherwise.</param>
public sealed record RecomputeReport(int Checked, IReadOnlyList<IncidentScore> Different);

/// <summary>Reads incidents. Those of tenants are there for who sees the tenant; those of features and models mix tenants and are there for who sees all.</summary>
public sealed class IncidentQueries(IDbContextFactory<FinOpsDbContext> contexts, DimensionNames names)
{
    private const double Same = 1e-9;

    /// <summary>Incidents, what burns most first: by dollars an hour over expectation, then the newest.</summary>
    public async Task<IReadOnlyList<IncidentRow>> ListAsync(IncidentFilter filter, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(scope);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var found = context.Incidents.AsNoTracking().Where(i => i.ParentId == null);
        if (!scope.IsAll || filter.Tenant is not null)
        {
            var keys = filter.Tenant is { } one ? (scope.Allows(one) ? [one] : []) : scope.Keys.ToList();
            var ids = await names.IdsOfAsync(DimensionKind.Tenant, keys, cancellation);
            found = found.Where(i => ids.Contains(i.TenantId));
        }

        if (filter.IsOver is { } isOver)
        {
            found = isOver ? found.Where(i => i.State == IncidentState.Resolved) : found.Where(i => i.State != IncidentState.Resolved);
        }

        if (filter.State is { } state)
        {
            found = found.Where(i => i.State == state);
        }

        if (filter.Kind is { } kind)
        {
            found = found.Where(i => i.Kind == kind);
        }

        var rows = await found.OrderBy(i => i.State == IncidentState.Resolved ? 1 : 0).ThenByDescending(i => i.State == IncidentState.Resolved ? 0 : i.RateNanos - i.ExpectedRateNanos)
            .ThenByDescending(i => i.OpenedAtMicros).Take(IncidentFilter.Most).ToListAsync(cancellation);
        return await RowsAsync(rows, cancellation);
    }

    /// <summary>One incident with all that is known of it; null when it is not there, or not for who asks.</summary>
    public async Task<IncidentDetail?> FindAsync(int id, TenantScope scope, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellation) is not { } incident || !await IsInAsync(incident, scope, cancellation))
        {
            return null;
        }

        var events = await context.IncidentEvents.AsNoTracking().Where(e => e.IncidentId == id).OrderByDescending(e => e.Id).ToListAsync(cancellation);
        var scores = await context.IncidentScores.AsNoTracking().Where(s => s.IncidentId == id).OrderBy(s => s.Grain).ThenBy(s => s.Period).ToListAsync(cancellation);
        var family = await context.Incidents.AsNoTracking().Where(i => i.ParentId == id || i.Id == incident.ParentId).OrderBy(i => i.Id).ToListAsync(cancellation);
        var series = await context.SpendScopes.AsNoTracking().SingleOrDefaultAsync(s => s.Id == incident.ScopeId, cancellation)
            ?? new SpendScope { Id = incident.ScopeId, Kind = incident.Kind, FirstHour = incident.FromHour };
        var rows = await RowsAsync([incident, .. family.Where(i => scope.IsAll || i.TenantId == incident.TenantId)], cancellation);
        return new IncidentDetail(
            rows[0], events, scores, [.. rows.Skip(1).Where(r => r.Incident.ParentId == id)], rows.Skip(1).FirstOrDefault(r => r.Incident.Id == incident.ParentId), series);
    }

    /// <summary>How many incidents are open, and how many of these nobody has acknowledged.</summary>
    public async Task<(int Open, int Unacknowledged)> CountAsync(TenantScope scope, CancellationToken cancellation)
    {
        var open = await ListAsync(new IncidentFilter(IsOver: false), scope, cancellation);
        return (open.Count, open.Count(r => r.Incident.State == IncidentState.Open));
    }

    /// <summary>The newest z_eq of each tenant in scope, by key; those at or under expectation are left out.</summary>
    public async Task<IReadOnlyDictionary<string, double>> TenantScoresAsync(TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var scores = await ScoreSlices.OfTenantsAsync(context, cancellation);
        var known = await names.NamesOfAsync([.. scores.Keys], cancellation);
        return scores.Where(s => known.TryGetValue(s.Key, out var name) && scope.Allows(name.Key)).ToDictionary(s => known[s.Key].Key, s => s.Value, StringComparer.Ordinal);
    }

    /// <summary>Works the scores of an incident out again from the pasts that are stored with it. Null when it is not there, or not for who asks.</summary>
    public async Task<RecomputeReport?> RecomputeAsync(int id, TenantScope scope, CancellationToken cancellation)
    {
        if (await FindAsync(id, scope, cancellation) is not { } detail)
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var inputs = await context.IncidentInputs.AsNoTracking().Where(i => i.IncidentId == id).ToDictionaryAsync(i => (i.Grain, i.Day), cancellation);
        var different = detail.Scores.Where(stored => !inputs.TryGetValue((stored.Grain, stored.Grain == SeriesGrain.Hour ? stored.Period / 24 : stored.Period), out var input)
            || !IsSame(stored, Detectors.Of(stored.Method, stored.Grain).Learn(HistoryCodec.Decode(input.Past)).Score(stored.Period, stored.Nanos))).ToList();
        return new RecomputeReport(detail.Scores.Count, different);
    }

    /// <summary>Whether an incident is there for who sees some tenants.</summary>
    internal async Task<bool> IsInAsync(Incident incident, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.IsAll || incident.TenantId == 0)
        {
            return scope.IsAll;
        }

        var known = await names.NamesOfAsync([incident.TenantId], cancellation);
        return known.TryGetValue(incident.TenantId, out var name) && scope.Allows(name.Key);
    }

    private static bool IsSame(IncidentScore stored, AnomalyScore now) =>
        stored.ExpectedNanos == now.ExpectedNanos && stored.LowNanos == now.LowNanos && stored.HighNanos == now.HighNanos
        && Math.Abs(stored.ZEq - now.Z) < Same && Math.Abs(stored.ZRaw - now.RawZ) < Same;

    private async Task<IReadOnlyList<IncidentRow>> RowsAsync(IReadOnlyList<Incident> incidents, CancellationToken cancellation)
    {
        var known = await names.NamesOfAsync([.. incidents.SelectMany(i => new[] { i.TenantId, i.FeatureId, i.ModelId }).Where(id => id != 0).Distinct()], cancellation);
        return [.. incidents.Select(i => new IncidentRow(i, NameOf(i.TenantId), NameOf(i.FeatureId), NameOf(i.ModelId)))];

        string NameOf(int id) => known.TryGetValue(id, out var name) ? name.Key : "";
    }
}
