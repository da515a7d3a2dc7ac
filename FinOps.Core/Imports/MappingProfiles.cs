using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

/// <summary>A mapping profile as it is used.</summary>
/// <param name="Version">Increases with each save; 0 for one that comes with the program and was never changed here.</param>
/// <param name="IsBuiltIn">A profile of that name comes with the program: deleting the changed one brings it back.</param>
public sealed record NamedMapping(string Name, MappingDefinition Definition, int Version, bool IsBuiltIn, DateTime? UpdatedAtUtc, string? UpdatedBy);

/// <summary>The mapping profiles of this installation and those that come with the program. One that was changed here hides the built-in of its name.</summary>
public sealed class MappingProfiles(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>The profile of that name; null when there is none.</summary>
    public async Task<NamedMapping?> FindAsync(string name, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await context.MappingProfiles.AsNoTracking().FirstOrDefaultAsync(profile => profile.Name == name, cancellation).ConfigureAwait(false) is { } stored
            ? Of(stored)
            : BuiltIn(name);
    }

    /// <summary>Every profile, by name.</summary>
    public async Task<IReadOnlyList<NamedMapping>> ListAsync(CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var stored = await context.MappingProfiles.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false);
        var all = stored.Select(Of).ToDictionary(profile => profile.Name, StringComparer.Ordinal);
        foreach (var (name, _) in BuiltInProfiles.All())
        {
            all.TryAdd(name, BuiltIn(name)!);
        }

        return [.. all.Values.OrderBy(profile => profile.Name, StringComparer.Ordinal)];
    }

    /// <summary>The profiles that fit the columns of a log, the one that uses most of them first.</summary>
    public async Task<IReadOnlyList<NamedMapping>> SuggestAsync(IReadOnlyCollection<string> columns, CancellationToken cancellation = default) =>
    [
        .. (await ListAsync(cancellation).ConfigureAwait(false))
            .Where(profile => MappingValidator.Validate(profile.Definition, columns).Count == 0)
            .OrderByDescending(profile => MappingValidator.ColumnsOf(profile.Definition).Select(used => used.Column).Distinct(StringComparer.Ordinal).Count()),
    ];

    private static NamedMapping Of(MappingProfile stored)
    {
        var (definition, fault) = MappingDefinition.Parse(stored.DefinitionJson);
        return new NamedMapping(
            stored.Name,
            definition ?? throw new InvalidDataException($"The mapping profile {stored.Name} cannot be read: {fault!.Message}"),
            stored.Version,
            BuiltInProfiles.All().Any(built => built.Name == stored.Name),
            Instants.ToUtc(stored.UpdatedAtMicros),
            stored.UpdatedBy);
    }

    private static NamedMapping? BuiltIn(string name) =>
        BuiltInProfiles.All().FirstOrDefault(built => built.Name == name) is { DefinitionJson: { } json }
            ? new NamedMapping(name, MappingDefinition.Parse(json).Definition!, 0, true, null, null)
            : null;
}
