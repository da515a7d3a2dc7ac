using FinOps.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Access;

/// <summary>Whoever manages access cannot leave nobody behind who may.</summary>
public sealed class LastAdminTests
{
    [Fact]
    public async Task Revoke_OfTheLastAdmin_IsRefusedAndChangesNothing()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("boss", "Admin");

        Assert.IsType<AccessEdit.Refused>(await RevokeAsync(lab, "boss"));

        Assert.Contains(Permission.ManageAccess, (await lab.AccessAsync("boss")).Permissions);
        Assert.Equal(["role.grant"], await lab.AuditAsync());
        await lab.PersonAsync("deputy", "Admin");
        Assert.IsType<AccessEdit.Saved>(await RevokeAsync(lab, "boss"));
    }

    [Fact]
    public async Task Disable_OfTheLastAdmin_IsRefused()
    {
        await using var lab = await AccessLab.StartAsync();
        var boss = await lab.PersonAsync("boss", "Admin");
        var deputy = await lab.PersonAsync("deputy", "Admin");

        Assert.IsType<AccessEdit.Saved>(await lab.Here.Persons.DisableAsync(deputy, "r", AccessLab.Operator, default));
        Assert.IsType<AccessEdit.Refused>(await lab.Here.Persons.DisableAsync(boss, "r", AccessLab.Operator, default));
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Persons.EnableAsync(deputy, "r", AccessLab.Operator, default));
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Persons.DisableAsync(boss, "r", AccessLab.Operator, default));
    }

    [Fact]
    public async Task Revoke_WhileTheOtherAdminsRoleEnds_IsRefused()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("boss", "Admin");
        await lab.PersonAsync("guest");
        await lab.GrantAsync("guest", "Admin", lab.Time.GetUtcNow().UtcDateTime.AddDays(30));

        Assert.IsType<AccessEdit.Refused>(await RevokeAsync(lab, "boss"));
    }

    [Fact]
    public async Task Mapping_ThatMakesTheLastAdmin_StaysWhileItIsNeeded()
    {
        await using var lab = await AccessLab.StartAsync();
        var mapping = Assert.IsType<AccessEdit.Saved>(await lab.Here.Mappings.AddAsync(new RoleMappingDraft { ClaimValue = "admins", Role = "Admin", Reason = "r" }, AccessLab.Operator, default)).Id;
        await lab.PersonAsync("ada", null, "admins");

        Assert.IsType<AccessEdit.Refused>(await lab.Here.Mappings.RemoveAsync(mapping, "r", AccessLab.Operator, default));
        await lab.PersonAsync("boss", "Admin");
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Mappings.RemoveAsync(mapping, "r", AccessLab.Operator, default));
    }

    [Fact]
    public async Task Revoke_WhileSomebodyElseIsAdminByAClaim_IsAllowed()
    {
        await using var lab = await AccessLab.StartAsync(new RoleMappingSetting { Value = "admins", Role = "Admin" });
        await lab.PersonAsync("boss", "Admin");
        Assert.IsType<AccessEdit.Refused>(await RevokeAsync(lab, "boss"));

        await lab.PersonAsync("ada", null, "admins");

        Assert.IsType<AccessEdit.Saved>(await RevokeAsync(lab, "boss"));
    }

    [Fact]
    public async Task CustomRole_OfTheLastAdmin_KeepsThePermission()
    {
        await using var lab = await AccessLab.StartAsync();
        var draft = new RoleDraft { Name = "Keeper", Explanation = "Keeps the keys.", Reason = "r", Permissions = new HashSet<Permission> { Permission.ManageAccess, Permission.ViewCosts } };
        await lab.Here.Roles.SaveAsync(draft, AccessLab.Operator, default);
        await lab.PersonAsync("boss", "Keeper");

        draft.Version = 1;
        draft.Permissions.Remove(Permission.ManageAccess);

        Assert.IsType<AccessEdit.Refused>(await lab.Here.Roles.SaveAsync(draft, AccessLab.Operator, default));
    }

    [Fact]
    public async Task TwoAdmins_RevokingEachOtherAtOnce_OneStays()
    {
        await using var lab = await AccessLab.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = ($"one{round}", $"other{round}");
            await lab.PersonAsync(one, "Admin");
            await lab.PersonAsync(other, "Admin");
            foreach (var earlier in (await lab.Here.Queries.PeopleAsync(AccessLab.Operator, default)).Where(p => p.Grants.Count > 0 && p.Person.Subject != one && p.Person.Subject != other))
            {
                Assert.IsType<AccessEdit.Saved>(await RevokeAsync(lab, earlier.Person.Subject));
            }

            var second = lab.NewProcess();
            var edits = await Task.WhenAll(Task.Run(() => RevokeAsync(lab, one)), Task.Run(() => RevokeAsync(lab, other, second)));

            Assert.Single(edits.OfType<AccessEdit.Saved>());
            Assert.Single(edits.OfType<AccessEdit.Refused>());
        }
    }

    [Fact]
    public async Task BreakGlass_WithoutAnyAdmin_GivesTheRoleBack()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("boss", "Admin");
        await using (var context = lab.NewContext())
        {
            await context.RoleGrants.ExecuteUpdateAsync(g => g.SetProperty(x => x.RevokedAtMicros, 1));
        }

        Assert.IsType<AccessEdit.Saved>(await lab.GrantAsync("boss", "Admin", lab.Time.GetUtcNow().UtcDateTime.AddHours(4)));
        Assert.Contains(Permission.ManageAccess, (await lab.AccessAsync("boss")).Permissions);
    }

    private static async Task<AccessEdit> RevokeAsync(AccessLab lab, string subject, AccessProcess? process = null)
    {
        var grant = (await lab.Here.Queries.PeopleAsync(AccessLab.Operator, default)).Single(p => p.Person.Subject == subject).Grants[0];
        return await (process ?? lab.Here).Grants.RevokeAsync(grant.Id, "r", AccessLab.Operator, default);
    }
}
