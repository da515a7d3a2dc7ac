using FinOps.Core.Access;
using FinOps.Core.Anomalies;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>How a scope is to be scored.</summary>
/// <param name="Kind">Null for all scopes; then all keys are null.</param>
/// <param name="Version">Of the setting as the person saw it; 0 for a new one.</param>
public sealed record ScoreSettingDraft(ScopeKind? Kind, string? Tenant, string? Feature, string? Model, DetectorKind Method, decimal LeastExcessUsd, decimal FloorUsd, int Version);

/// <summary>A setting with the keys of what it is about; null where it holds for any.</summary>
public sealed record ScoreSettingRow(ScoreSetting Setting, string? Tenant, string? Feature, string? Model);

/// <summary>Changes how scopes are scored. Needs <see cref="Permission.OperateEnforcement"/> for all tenants.</summary>
public sealed class ScoreSettingEditor(IDbContextFactory<FinOpsDbContext> contexts, IncidentFeed feed, TimeProvider time)
{
    private const decimal MostUsd = 1_000_000;

    /// <summary>All settings, those of all scopes first.</summary>
    public async Task<IReadOnlyList<ScoreSettingRow>> ListAsync(TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var settings = await context.ScoreSettings.AsNoTracking().OrderBy(s => s.Kind).ThenBy(s => s.Id).ToListAsync(cancellation);
        var ids = settings.SelectMany(s => new[] { s.TenantId, s.FeatureId, s.ModelId }).Where(id => id != 0).Distinct().ToList();
        var known = await context.Dimensions.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Key, cancellation);
        return [.. settings.Select(s => new ScoreSettingRow(s, known.GetValueOrDefault(s.TenantId), known.GetValueOrDefault(s.FeatureId), known.GetValueOrDefault(s.ModelId)))];
    }

    /// <summary>Adds or replaces a setting, or tells the fault.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate for all tenants.</exception>
    public async Task<IncidentChange> SaveAsync(ScoreSettingDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.SetScoring);
        if (FaultOf(draft) is { } fault)
        {
            return new IncidentChange.Invalid(fault);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (tenant, feature, model) = (await IdOfAsync(context, DimensionKind.Tenant, draft.Tenant, cancellation), await IdOfAsync(context, DimensionKind.Feature, draft.Feature, cancellation), await IdOfAsync(context, DimensionKind.Model, draft.Model, cancellation));
        if (tenant < 0 || feature < 0 || model < 0)
        {
            return new IncidentChange.Invalid(new IncidentFault(tenant < 0 ? nameof(draft.Tenant) : feature < 0 ? nameof(draft.Feature) : nameof(draft.Model), "No usage names it."));
        }

        var kind = (byte)(draft.Kind ?? 0);
        var stored = await context.ScoreSettings.SingleOrDefaultAsync(s => s.Kind == kind && s.TenantId == tenant && s.FeatureId == feature && s.ModelId == model, cancellation);
        if ((stored?.Version ?? 0) != draft.Version)
        {
            return new IncidentChange.Conflict(stored?.ChangedBy ?? "somebody else", stored?.ChangedAtMicros ?? time.NowMicros());
        }

        var before = stored is null ? null : Audited(stored);
        stored ??= context.ScoreSettings.Add(new ScoreSetting { Kind = kind, TenantId = tenant, FeatureId = feature, ModelId = model }).Entity;
        (stored.Method, stored.LeastExcessNanos, stored.FloorNanos) = (draft.Method, Money.ToNanos(draft.LeastExcessUsd), Money.ToNanos(draft.FloorUsd));
        (stored.Version, stored.ChangedBy, stored.ChangedAtMicros) = (stored.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.Add(context, actor, "scoring.set", TargetOf(draft), before, Audited(stored), tenant: draft.Tenant);
        return await StoreAsync(context, stored, cancellation);
    }

    /// <summary>Takes a setting out, so that the next wider one holds.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate for all tenants.</exception>
    public async Task<IncidentChange> RemoveAsync(int id, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.SetScoring);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.ScoreSettings.SingleOrDefaultAsync(s => s.Id == id, cancellation) is not { } stored)
        {
            return new IncidentChange.NotFound();
        }

        AuditTrail.Add(context, actor, "scoring.unset", $"scoring:{id}", Audited(stored), null);
        context.ScoreSettings.Remove(stored);
        return await StoreAsync(context, stored, cancellation);
    }

    private static object Audited(ScoreSetting s) => new { s.Method, LeastExcessUsd = Money.ToExactText(s.LeastExcessNanos), FloorUsd = Money.ToExactText(s.FloorNanos) };

    private static string TargetOf(ScoreSettingDraft draft) => draft.Kind is null ? "scoring:all" : $"scoring:{string.Join('/', new[] { draft.Tenant, draft.Feature, draft.Model }.OfType<string>().DefaultIfEmpty(draft.Kind.ToString()))}";

    private static IncidentFault? FaultOf(ScoreSettingDraft draft)
    {
        var keys = (draft.Tenant is not null, draft.Feature is not null, draft.Model is not null);
        var isWhole = keys == (false, false, false);
        var isFit = isWhole || (draft.Kind, keys) is (ScopeKind.Tenant, (true, false, false)) or (ScopeKind.Feature, (false, true, false)) or (ScopeKind.TenantFeature, (true, true, false)) or (ScopeKind.Model, (false, false, true));
        return !isFit || (draft.Kind is { } kind && !Enum.IsDefined(kind)) ? new IncidentFault(nameof(draft.Kind), "Name what the kind of scope needs, or nothing to mean all of them.")
            : !Enum.IsDefined(draft.Method) ? new IncidentFault(nameof(draft.Method), "Choose one of the methods.")
            : draft.LeastExcessUsd is < 0.01m or > MostUsd ? new IncidentFault(nameof(draft.LeastExcessUsd), $"From 0.01 to {MostUsd:N0} USD.")
            : draft.FloorUsd is < 0 or > MostUsd ? new IncidentFault(nameof(draft.FloorUsd), $"From 0 to {MostUsd:N0} USD.")
            : null;
    }

    /// <summary>0 where no key is given, -1 where there is none of that name.</summary>
    private static async Task<int> IdOfAsync(FinOpsDbContext context, DimensionKind kind, string? key, CancellationToken cancellation) => key is null
        ? 0
        : await context.Dimensions.Where(d => d.Kind == kind && d.Key == key).OrderBy(d => d.Id).Select(d => (int?)d.Id).FirstOrDefaultAsync(cancellation) ?? -1;

    private async Task<IncidentChange> StoreAsync(FinOpsDbContext context, ScoreSetting setting, CancellationToken cancellation)
    {
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            return new IncidentChange.Conflict("somebody else", time.NowMicros());
        }

        feed.Publish();
        return new IncidentChange.Saved(setting.Version);
    }
}
