using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>How a change of a mapping profile ended.</summary>
public abstract record MappingEdit
{
    private MappingEdit()
    {
    }

    /// <summary>Done; the version is what the next save must name.</summary>
    public sealed record Saved(int Version) : MappingEdit;

    /// <summary>Nothing was changed; each fault names its setting.</summary>
    public sealed record Invalid(IReadOnlyList<MappingFault> Faults) : MappingEdit;

    /// <summary>Someone else changed it meanwhile; nothing was changed.</summary>
    public sealed record Conflict(string By, DateTime AtUtc) : MappingEdit;

    public sealed record NotFound : MappingEdit;
}

/// <summary>Changes mapping profiles. Needs <see cref="ProtectedActions.EditProfile"/>.</summary>
public sealed class MappingProfileEditor(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    public const int MaxNameLength = 128;
    public const int MaxRules = 200;

    /// <summary>Creates or replaces a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="definition">What it says.</param>
    /// <param name="version">The version that was edited: 0 for a new one or an unchanged built-in.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellation">Gives up before anything is changed.</param>
    public async Task<MappingEdit> SaveAsync(string name, MappingDefinition definition, int version, Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(definition);
        actor.Demand(ProtectedActions.EditProfile);
        var faults = CheckName(name).Concat(MappingValidator.Validate(definition)).ToList();
        if (definition.Fields.Count > MaxRules)
        {
            faults.Add(new("fields", $"A profile has at most {MaxRules} fields."));
        }

        if (faults.Count > 0)
        {
            return new MappingEdit.Invalid(faults);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var stored = await context.MappingProfiles.FirstOrDefaultAsync(profile => profile.Name == name, cancellation).ConfigureAwait(false);
        if (stored is null && version > 0)
        {
            return new MappingEdit.NotFound();
        }

        if (stored is null)
        {
            stored = new MappingProfile { Name = name };
            context.MappingProfiles.Add(stored);
        }
        else if (stored.Version != version)
        {
            return ConflictWith(stored);
        }

        object? before = stored.Id == 0 ? null : Facts(stored);
        stored.DefinitionJson = definition.ToJson();
        AuditTrail.Add(context, actor, "mapping-profile.save", $"mapping-profile:{name}", before, Facts(stored));
        stored.Version = version + 1;
        stored.UpdatedAtMicros = time.NowMicros();
        stored.UpdatedBy = actor.Name;
        return await CommitAsync(context, name, stored.Version, cancellation).ConfigureAwait(false);
    }

    /// <summary>Deletes a profile; a built-in of that name shows again. Imports that used it keep their records.</summary>
    public async Task<MappingEdit> DeleteAsync(string name, int version, Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditProfile);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await context.MappingProfiles.FirstOrDefaultAsync(profile => profile.Name == name, cancellation).ConfigureAwait(false) is not { } stored)
        {
            return new MappingEdit.NotFound();
        }

        if (stored.Version != version)
        {
            return ConflictWith(stored);
        }

        context.MappingProfiles.Remove(stored);
        AuditTrail.Add(context, actor, "mapping-profile.delete", $"mapping-profile:{name}", Facts(stored), null);
        return await CommitAsync(context, name, version, cancellation).ConfigureAwait(false);
    }

    private static IEnumerable<MappingFault> CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim() != name || name.Length > MaxNameLength || name.Any(char.IsControl))
        {
            yield return new("name", $"Give the profile a name of 1 to {MaxNameLength} characters, without spaces around it.");
        }
    }

    private static JsonElement Facts(MappingProfile profile)
    {
        using var json = JsonDocument.Parse(profile.DefinitionJson);
        return json.RootElement.Clone();
    }

    private static MappingEdit.Conflict ConflictWith(MappingProfile stored) => new(stored.UpdatedBy, Instants.ToUtc(stored.UpdatedAtMicros));

    /// <summary>The version and the unique name decide a race in the database.</summary>
    private async Task<MappingEdit> CommitAsync(FinOpsDbContext context, string name, int version, CancellationToken cancellation)
    {
        try
        {
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return new MappingEdit.Saved(version);
        }
        catch (DbUpdateException)
        {
            await using var fresh = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            var now = await fresh.MappingProfiles.AsNoTracking().FirstOrDefaultAsync(profile => profile.Name == name, cancellation).ConfigureAwait(false);
            if (now is not null && now.Version >= version)
            {
                return ConflictWith(now);
            }

            if (now is null && version > 1)
            {
                return new MappingEdit.NotFound();
            }

            throw;
        }
    }
}
