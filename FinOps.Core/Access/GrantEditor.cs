using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>A wish to give somebody a role.</summary>
public sealed class GrantDraft
{
    /// <summary><c>iss|sub</c> of the person, who need not have signed in yet.</summary>
    public string Subject { get; set; } = "";
    public string Role { get; set; } = "";

    /// <summary>Keys of the tenants it holds for; null means all.</summary>
    public IReadOnlyList<string>? Tenants { get; set; }
    public string Reason { get; set; } = "";

    /// <summary>First instant (UTC) at which it no longer holds; null leaves it open.</summary>
    public DateTime? UntilUtc { get; set; }

    internal TenantScope Scope => Tenants is null ? TenantScope.All : TenantScope.Of(Tenants.Select(t => t.Trim()).Where(t => t.Length > 0));
}

/// <summary>Gives roles to people and takes them away. Needs <see cref="ProtectedActions.GrantRole"/>.</summary>
public sealed class GrantEditor(AccessChange changes, AccessDecisions decisions, TimeProvider time)
{
    /// <summary>Gives a role, or tells every fault of the wish.</summary>
    public async Task<AccessEdit> GrantAsync(GrantDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var roles = await decisions.RolesAsync(cancellation);
        return await changes.RunAsync(actor, ProtectedActions.GrantRole, async context =>
        {
            var role = roles.FirstOrDefault(r => r.Name == draft.Role);
            var faults = await FaultsAsync(context, draft, role, actor, cancellation);
            return faults.Count > 0 ? new AccessEdit.Invalid(faults) : await StoreAsync(context, draft, actor, cancellation);
        }, cancellation);
    }

    /// <summary>Takes a role away from now on.</summary>
    public Task<AccessEdit> RevokeAsync(int grantId, string reason, Actor actor, CancellationToken cancellation) =>
        changes.RunAsync(actor, ProtectedActions.GrantRole, async context =>
        {
            if (AccessRules.OfReason(reason).ToList() is { Count: > 0 } faults)
            {
                return new AccessEdit.Invalid(faults);
            }

            var grant = await context.RoleGrants.FirstOrDefaultAsync(g => g.Id == grantId, cancellation);
            if (grant is null || grant.RevokedAtMicros is not null)
            {
                return new AccessEdit.NotFound();
            }

            var person = await context.People.AsNoTracking().SingleAsync(p => p.Id == grant.PersonId, cancellation);
            (grant.RevokedAtMicros, grant.RevokedBy, grant.RevokeReason) = (time.NowMicros(), actor.Name, reason.Trim());
            AuditTrail.Add(context, actor, "role.revoke", Target(person), Values(grant), null, reason.Trim(), OnlyTenant(grant));
            await context.SaveChangesAsync(cancellation);
            return new AccessEdit.Saved(grant.Id);
        }, cancellation);

    internal static string Target(Person person) => $"person:{person.Issuer}|{person.Subject}";

    private static object Values(RoleGrant grant) => new
    {
        grant.Role,
        Tenants = grant.Tenants is { } tenants ? StoredTexts.Read(tenants) : null,
        Until = grant.UntilMicros is { } until ? Instants.ToUtc(until) : (DateTime?)null,
    };

    private static string? OnlyTenant(RoleGrant grant) => grant.Tenants is { } tenants && StoredTexts.Read(tenants) is [var one] ? one : null;

    private async Task<List<AccessFault>> FaultsAsync(FinOpsDbContext context, GrantDraft draft, Role? role, Actor actor, CancellationToken cancellation)
    {
        var faults = AccessRules.OfReason(draft.Reason).Concat(AccessRules.OfRole(role, draft.Role, draft.Scope, actor)).ToList();
        var who = PersonIdentity.Parse(draft.Subject);
        if (who is null)
        {
            faults.Add(new AccessFault(nameof(draft.Subject), "Name the person as issuer and subject with a bar between: https://id.example|u-17."));
        }

        if (draft.UntilUtc <= time.GetUtcNow().UtcDateTime)
        {
            faults.Add(new AccessFault(nameof(draft.UntilUtc), "Choose a time in the future, or leave it open."));
        }

        faults.AddRange(await TenantRules.UnknownAsync(context, draft.Scope, cancellation));
        if (faults.Count == 0 && await HasItAsync(context, who!.Value, draft, cancellation))
        {
            faults.Add(new AccessFault(nameof(draft.Role), $"The person has {draft.Role} already, for these tenants and until then."));
        }

        return faults;
    }

    private static async Task<bool> HasItAsync(FinOpsDbContext context, PersonIdentity who, GrantDraft draft, CancellationToken cancellation)
    {
        var (tenants, until) = (StoredTexts.Write(draft.Scope), Micros(draft.UntilUtc));
        var grants = from p in context.People.AsNoTracking()
                     where p.Issuer == who.Issuer && p.Subject == who.Subject
                     join g in context.RoleGrants.AsNoTracking() on p.Id equals g.PersonId
                     where g.RevokedAtMicros == null && g.Role == draft.Role && g.UntilMicros == until
                     select g.Tenants;
        return (await grants.ToListAsync(cancellation)).Contains(tenants);
    }

    private async Task<AccessEdit> StoreAsync(FinOpsDbContext context, GrantDraft draft, Actor actor, CancellationToken cancellation)
    {
        var who = PersonIdentity.Parse(draft.Subject)!.Value;
        var person = await context.People.FirstOrDefaultAsync(p => p.Issuer == who.Issuer && p.Subject == who.Subject, cancellation);
        if (person is null)
        {
            person = new Person { Issuer = who.Issuer, Subject = who.Subject, Name = who.Subject };
            context.People.Add(person);
            await context.SaveChangesAsync(cancellation);
        }

        var grant = new RoleGrant
        {
            PersonId = person.Id,
            Role = draft.Role,
            Tenants = StoredTexts.Write(draft.Scope),
            Reason = draft.Reason.Trim(),
            GrantedBy = actor.Name,
            GrantedAtMicros = time.NowMicros(),
            UntilMicros = Micros(draft.UntilUtc),
        };
        context.RoleGrants.Add(grant);
        AuditTrail.Add(context, actor, "role.grant", Target(person), null, Values(grant), grant.Reason, OnlyTenant(grant));
        await context.SaveChangesAsync(cancellation);
        return new AccessEdit.Saved(grant.Id);
    }

    private static long? Micros(DateTime? utc) => utc is { } at ? Instants.ToMicros(at) : null;
}

/// <summary>Rules about the tenants of a role.</summary>
internal static class TenantRules
{
    /// <summary>A fault when a tenant is named that no usage knows: a slip of the pen would give nothing, silently.</summary>
    public static async Task<IEnumerable<AccessFault>> UnknownAsync(FinOpsDbContext context, TenantScope tenants, CancellationToken cancellation)
    {
        if (tenants.IsAll || tenants.Keys.Count == 0)
        {
            return [];
        }

        var keys = tenants.Keys.Take(1_000).ToList();
        var known = await context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Tenant && keys.Contains(d.Key)).Select(d => d.Key).ToListAsync(cancellation);
        var unknown = tenants.Keys.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return tenants.Keys.Count > 1_000 ? [new AccessFault("Tenants", "At most 1,000 tenants.")]
            : unknown.Count > 0 ? [new AccessFault("Tenants", $"No usage names {string.Join(", ", unknown.Take(5))}; keys are compared letter by letter.")]
            : [];
    }
}
