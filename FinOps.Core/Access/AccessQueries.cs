using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>A person as administrators see them.</summary>
/// <param name="Person">Who it is.</param>
/// <param name="Roles">The roles in force; those by claims as of the last sign-in.</param>
/// <param name="Access">What they may do together.</param>
/// <param name="Grants">Grants in force, newest first.</param>
public sealed record PersonLine(Person Person, IReadOnlyList<HeldRole> Roles, PersonAccess Access, IReadOnlyList<RoleGrant> Grants)
{
    public string Identity => $"{Person.Issuer}|{Person.Subject}";
}

/// <summary>A role with its use.</summary>
/// <param name="Role">What it allows.</param>
/// <param name="Version">The version that the next change must name; 0 for a built-in role.</param>
/// <param name="People">People who have it now.</param>
/// <param name="Mappings">Claim values that give it.</param>
public sealed record RoleLine(Role Role, int Version, int People, int Mappings);

/// <summary>A mapping of a claim value.</summary>
/// <param name="Id">The stored mapping; null for one of the settings.</param>
/// <param name="ClaimValue">What the provider says.</param>
/// <param name="Role">The role's name.</param>
/// <param name="IsKnownRole">False where no role has that name, so that the mapping gives nothing.</param>
/// <param name="Tenants">The tenants it holds for.</param>
/// <param name="People">People of whom the provider said the value at their last sign-in.</param>
public sealed record MappingLine(int? Id, string ClaimValue, string Role, bool IsKnownRole, TenantScope Tenants, int People)
{
    public string? CreatedBy { get; init; }
    public DateTime? CreatedAtUtc { get; init; }
    public string? Reason { get; init; }
}

/// <summary>Reads who may do what, for administrators. Needs <see cref="Permission.ManageAccess"/>.</summary>
public sealed class AccessQueries(IDbContextFactory<FinOpsDbContext> contexts, IOptions<ConfiguredRoles> configured, TimeProvider time)
{
    /// <summary>Everyone, those who were here last first.</summary>
    public async Task<IReadOnlyList<PersonLine>> PeopleAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ManageAccess);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var snapshot = await AccessSnapshot.ReadAsync(context, configured.Value, cancellation);
        var now = time.NowMicros();
        var people = await context.People.AsNoTracking().OrderByDescending(p => p.LastSeenAtMicros).ThenBy(p => p.Id).ToListAsync(cancellation);
        var grants = (await context.RoleGrants.AsNoTracking().Where(g => g.RevokedAtMicros == null && (g.UntilMicros == null || g.UntilMicros > now)).ToListAsync(cancellation))
            .ToLookup(g => g.PersonId);
        return [.. people.Select(p => Line(p, [.. grants[p.Id].OrderByDescending(g => g.Id)]))];

        PersonLine Line(Person person, IReadOnlyList<RoleGrant> own)
        {
            var stored = new StoredPerson(person.DisabledAtMicros is not null, own);
            var access = snapshot.Decide(new PersonIdentity(person.Issuer, person.Subject), stored, StoredTexts.Read(person.ClaimValues), now);
            return new PersonLine(person, access.Roles, access, own);
        }
    }

    /// <summary>Every role, the built-in ones first.</summary>
    public async Task<IReadOnlyList<RoleLine>> RolesAsync(Actor actor, CancellationToken cancellation)
    {
        var people = await PeopleAsync(actor, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var custom = await context.CustomRoles.AsNoTracking().ToListAsync(cancellation);
        var mapped = await context.RoleMappings.AsNoTracking().Where(m => m.RemovedAtMicros == null).Select(m => m.Role).ToListAsync(cancellation);
        mapped.AddRange(configured.Value.RoleMappings.Select(m => m.Role));
        return
        [
            .. Role.All.Select(r => (Role: r, Version: 0)).Concat(custom.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase).Select(c => (Role: c.ToRole(), c.Version)))
                .Select(r => new RoleLine(r.Role, r.Version, people.Count(p => p.Roles.Any(h => h.Role.Name == r.Role.Name)), mapped.Count(m => m == r.Role.Name))),
        ];
    }

    /// <summary>Every mapping, those of the settings first.</summary>
    public async Task<IReadOnlyList<MappingLine>> MappingsAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ManageAccess);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var roles = Role.All.Select(r => r.Name).Concat(await context.CustomRoles.AsNoTracking().Select(r => r.Name).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var stored = await context.RoleMappings.AsNoTracking().Where(m => m.RemovedAtMicros == null).OrderBy(m => m.Id).ToListAsync(cancellation);
        var values = (await context.People.AsNoTracking().Where(p => p.Issuer != PersonIdentity.LocalIssuer).Select(p => p.ClaimValues).ToListAsync(cancellation))
            .SelectMany(StoredTexts.Read).CountBy(v => v).ToDictionary(StringComparer.Ordinal);
        return
        [
            .. configured.Value.RoleMappings.Select(m => new MappingLine(
                null, m.Value, m.Role, roles.Contains(m.Role), m.Tenants.Count == 0 ? TenantScope.All : TenantScope.Of(m.Tenants), values.GetValueOrDefault(m.Value))),
            .. stored.Select(m => new MappingLine(m.Id, m.ClaimValue, m.Role, roles.Contains(m.Role), StoredTexts.Scope(m.Tenants), values.GetValueOrDefault(m.ClaimValue))
            {
                CreatedBy = m.CreatedBy,
                CreatedAtUtc = Instants.ToUtc(m.CreatedAtMicros),
                Reason = m.Reason,
            }),
        ];
    }
}
