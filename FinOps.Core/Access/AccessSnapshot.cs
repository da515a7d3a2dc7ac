using System.Collections.Concurrent;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>What the database says of roles at one version, and the people who were asked about since.</summary>
internal sealed class AccessSnapshot
{
    private const int MostPeople = 10_000;
    private readonly ConcurrentDictionary<PersonIdentity, StoredPerson> people = new();
    private readonly Dictionary<string, Role> roles;
    private readonly ILookup<string, (string Role, TenantScope Tenants, RoleOrigin Origin)> mappings;
    private readonly bool isLocal;

    private AccessSnapshot(long version, IEnumerable<CustomRole> custom, IEnumerable<RoleMapping> stored, ConfiguredRoles configured)
    {
        Version = version;
        isLocal = configured.IsLocal;
        roles = Role.All.Concat(custom.Select(c => c.ToRole())).ToDictionary(r => r.Name, StringComparer.Ordinal);
        mappings = stored.Select(m => (m.ClaimValue, Gives: (m.Role, StoredTexts.Scope(m.Tenants), RoleOrigin.Mapping)))
            .Concat(configured.RoleMappings.Select(m => (m.Value, (m.Role, m.Tenants.Count == 0 ? TenantScope.All : TenantScope.Of(m.Tenants), RoleOrigin.Setting))))
            .ToLookup(m => m.Item1, m => m.Item2, StringComparer.Ordinal);
    }

    public long Version { get; }

    public IEnumerable<Role> Roles => roles.Values;

    // The version is read first: what changes meanwhile makes the next look read again.
    public static async Task<AccessSnapshot> ReadAsync(FinOpsDbContext context, ConfiguredRoles configured, CancellationToken cancellation)
    {
        var version = await VersionAsync(context, cancellation);
        var custom = await context.CustomRoles.AsNoTracking().ToListAsync(cancellation);
        var stored = await context.RoleMappings.AsNoTracking().Where(m => m.RemovedAtMicros == null).ToListAsync(cancellation);
        return new AccessSnapshot(version, custom, stored, configured);
    }

    public static Task<long> VersionAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        context.AccessVersions.AsNoTracking().Where(v => v.Id == 1).Select(v => v.Version).FirstOrDefaultAsync(cancellation);

    /// <summary>The person, from memory where this snapshot has met them before.</summary>
    public async ValueTask<StoredPerson> PersonAsync(PersonIdentity who, IDbContextFactory<FinOpsDbContext> contexts, CancellationToken cancellation)
    {
        if (people.TryGetValue(who, out var known))
        {
            return known;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var person = await context.People.AsNoTracking().FirstOrDefaultAsync(p => p.Issuer == who.Issuer && p.Subject == who.Subject, cancellation);
        var grants = person is null ? [] : await context.RoleGrants.AsNoTracking().Where(g => g.PersonId == person.Id && g.RevokedAtMicros == null).ToListAsync(cancellation);
        if (people.Count >= MostPeople)
        {
            people.Clear();
        }

        return people[who] = new StoredPerson(person?.DisabledAtMicros is not null, grants);
    }

    /// <summary>What a person may do at an instant, with what their provider said of them.</summary>
    public PersonAccess Decide(PersonIdentity who, StoredPerson person, IEnumerable<string> claimValues, long nowMicros)
    {
        var held = person.Grants.Where(g => g.UntilMicros is not { } until || until > nowMicros)
            .Select(g => (g.Role, Tenants: StoredTexts.Scope(g.Tenants), Origin: RoleOrigin.Grant, g.UntilMicros))
            .Concat(ByClaims(who, claimValues).Select(m => (m.Role, m.Tenants, m.Origin, UntilMicros: (long?)null)));
        return new PersonAccess(
            [.. from h in held where roles.ContainsKey(h.Role) select new HeldRole(roles[h.Role], h.Tenants, h.Origin, h.UntilMicros is { } until ? Instants.ToUtc(until) : null)],
            person.IsDisabled);
    }

    private IEnumerable<(string Role, TenantScope Tenants, RoleOrigin Origin)> ByClaims(PersonIdentity who, IEnumerable<string> claimValues)
    {
        var values = claimValues.Distinct(StringComparer.Ordinal);
        return who.Issuer == PersonIdentity.LocalIssuer
            ? values.Where(_ => isLocal).Select(v => (v, TenantScope.All, RoleOrigin.Local))
            : values.SelectMany(v => mappings[v]);
    }
}

/// <summary>What is stored of a person's access: grants that were not revoked, those that have ended by time among them.</summary>
internal sealed record StoredPerson(bool IsDisabled, IReadOnlyList<RoleGrant> Grants);
