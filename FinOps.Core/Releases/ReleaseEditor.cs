using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Releases;

/// <summary>Puts releases of features on record, and acknowledges changes that came without one. Needs <see cref="Permission.OperateEnforcement"/> for all tenants.</summary>
public sealed class ReleaseEditor(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromDays(1);

    /// <summary>Stores a release, or tells every fault of the draft.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not record releases.</exception>
    public async Task<ReleaseChange> RecordAsync(ReleaseDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.RecordRelease);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var feature = await FeatureIdAsync(context, draft.Feature, cancellation);
        var at = draft.AtUtc ?? time.GetUtcNow().UtcDateTime;
        var faults = new List<ReleaseFault>(NoteFaults(draft.Note));
        if (feature is null)
        {
            faults.Add(new(nameof(draft.Feature), $"No usage names the feature \"{draft.Feature}\". Write it as it stands in the usage."));
        }

        if (at > time.GetUtcNow().UtcDateTime + FurthestAhead || at < DateTime.UnixEpoch)
        {
            faults.Add(new(nameof(draft.AtUtc), "Say when it went live: a release is recorded once it happens, at most a day ahead."));
        }

        if (faults.Count > 0)
        {
            return new ReleaseChange.Invalid(faults);
        }

        var release = new Release { FeatureId = feature!.Value, AtMicros = Instants.ToMicros(at), Note = draft.Note.Trim(), RecordedBy = actor.Name, RecordedAtMicros = time.NowMicros() };
        context.Releases.Add(release);
        AuditTrail.Add(context, actor, "release.record", $"feature:{draft.Feature}", null, new { At = at, release.Note });
        await context.SaveChangesAsync(cancellation);
        return new ReleaseChange.Saved(release.Id);
    }

    /// <summary>Takes a release off record that was put there by mistake.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not record releases.</exception>
    public async Task<ReleaseChange> RemoveAsync(int id, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.RecordRelease);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Releases.FirstOrDefaultAsync(r => r.Id == id, cancellation) is not { } release)
        {
            return new ReleaseChange.Missing();
        }

        var feature = await context.Dimensions.Where(d => d.Id == release.FeatureId).Select(d => d.Key).FirstOrDefaultAsync(cancellation);
        context.Releases.Remove(release);
        AuditTrail.Add(context, actor, "release.remove", $"feature:{feature}", new { At = Instants.ToUtc(release.AtMicros), release.Note }, null);
        await context.SaveChangesAsync(cancellation);
        return new ReleaseChange.Saved(id);
    }

    /// <summary>Notes that a change without a release has been seen, and what it is about. A second note replaces the first.</summary>
    /// <param name="feature">The feature's key.</param>
    /// <param name="firstDay">The first day of the change, in days since the epoch.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not acknowledge changes.</exception>
    public async Task<ReleaseChange> AcknowledgeAsync(string feature, int firstDay, string note, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.AcknowledgeUpgrade);
        var faults = NoteFaults(note).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (faults.Count > 0)
        {
            return new ReleaseChange.Invalid(faults);
        }

        if (await FeatureIdAsync(context, feature, cancellation) is not { } featureId)
        {
            return new ReleaseChange.Missing();
        }

        var known = await context.UpgradeAcknowledgments.FirstOrDefaultAsync(a => a.FeatureId == featureId && a.FirstDay == firstDay, cancellation);
        var before = known is null ? null : new { known.Note, known.By };
        var acknowledgment = known ?? context.UpgradeAcknowledgments.Add(new UpgradeAcknowledgment { FeatureId = featureId, FirstDay = firstDay }).Entity;
        (acknowledgment.Note, acknowledgment.By, acknowledgment.AtMicros) = (note.Trim(), actor.Name, time.NowMicros());
        AuditTrail.Add(
            context, actor, "quiet-upgrade.acknowledge", $"feature:{feature}", before,
            new { FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(firstDay)), acknowledgment.Note, acknowledgment.By }, acknowledgment.Note);
        await context.SaveChangesAsync(cancellation);
        return new ReleaseChange.Saved(acknowledgment.Id);
    }

    private static IEnumerable<ReleaseFault> NoteFaults(string note)
    {
        if (string.IsNullOrWhiteSpace(note))
        {
            yield return new("Note", "Say what it is about, for those who look at the figures later.");
        }
        else if (note.Trim().Length > ReleaseModel.LongestNote)
        {
            yield return new("Note", $"At most {ReleaseModel.LongestNote} characters.");
        }
    }

    private static Task<int?> FeatureIdAsync(FinOpsDbContext context, string feature, CancellationToken cancellation) =>
        context.Dimensions.Where(d => d.Kind == DimensionKind.Feature && d.Key == feature).Select(d => (int?)d.Id).FirstOrDefaultAsync(cancellation);
}
