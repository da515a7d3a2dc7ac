using FinOps.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Access;

public sealed class AccessDecisionsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Role_RevokedByAnotherProcess_GivesNothingWithinASecond()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("boss", "Admin");
        await lab.PersonAsync("ada", "Finance");
        var other = lab.NewProcess();
        Assert.True((await lab.AccessAsync("ada", other)).MayEnter);

        var grant = (await lab.Here.Queries.PeopleAsync(AccessLab.Operator, default)).Single(p => p.Person.Subject == "ada").Grants.Single();
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Grants.RevokeAsync(grant.Id, "left the team", AccessLab.Operator, default));

        Assert.False((await lab.AccessAsync("ada")).MayEnter);
        lab.Time.Advance(Second);
        Assert.False((await lab.AccessAsync("ada", other)).MayEnter);
    }

    [Fact]
    public async Task Role_GrantedByAnotherProcess_CountsWithinASecond()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("ada");
        var other = lab.NewProcess();
        Assert.False((await lab.AccessAsync("ada", other)).MayEnter);

        await lab.GrantAsync("ada", "Viewer");
        lab.Time.Advance(Second);

        Assert.Equal([Permission.ViewCosts], (await lab.AccessAsync("ada", other)).Permissions);
    }

    [Fact]
    public async Task Change_ByAnotherProcess_IsToldToOpenPagesWithTheNextLook()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("ada", "Viewer");
        var other = lab.NewProcess();
        await lab.AccessAsync("ada", other);
        var told = 0;
        other.Decisions.Changed += () => told++;

        lab.Time.Advance(Second);
        await lab.AccessAsync("ada", other);
        Assert.Equal(0, told);
        await lab.GrantAsync("ada", "Finance");
        lab.Time.Advance(Second);
        await lab.AccessAsync("ada", other);

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Role_WithAnEnd_EndsAtThatTickWithoutAnyJob()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("ada");
        var until = lab.Time.GetUtcNow().UtcDateTime.AddHours(1);
        await lab.GrantAsync("ada", "On-call", until);

        lab.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMicroseconds(1));
        Assert.True((await lab.AccessAsync("ada")).MayEnter);
        lab.Time.Advance(TimeSpan.FromMicroseconds(1));
        Assert.False((await lab.AccessAsync("ada")).MayEnter);
    }

    [Fact]
    public async Task Person_Disabled_MayNothingWhateverTheProviderSays()
    {
        await using var lab = await AccessLab.StartAsync(new RoleMappingSetting { Value = "finops-admins", Role = "Admin" });
        await lab.PersonAsync("boss", "Admin");
        var ada = await lab.PersonAsync("ada", "Finance", "finops-admins");
        var other = lab.NewProcess();
        Assert.Contains(Permission.ManageAccess, (await lab.AccessAsync("ada", other, "finops-admins")).Permissions);

        Assert.IsType<AccessEdit.Saved>(await lab.Here.Persons.DisableAsync(ada, "lost laptop", AccessLab.Operator, default));
        lab.Time.Advance(Second);

        var access = await lab.AccessAsync("ada", other, "finops-admins");
        Assert.True(access.IsDisabled);
        Assert.False(access.MayEnter);
        Assert.False(access.Tenants.Allows("acme"));
    }

    [Theory]
    [InlineData("finops-admins", true)]
    [InlineData("Finops-Admins", false)]
    [InlineData("FINOPS-ADMINS", false)]
    [InlineData("finops-admins ", false)]
    [InlineData(" finops-admins", false)]
    [InlineData("finops-admin", false)]
    [InlineData("finops-admins-readonly", false)]
    [InlineData("cn=finops-admins", false)]
    [InlineData("finops-admins,viewers", false)]
    [InlineData("finops\u2011admins", false)]
    [InlineData("finops-admins\0", false)]
    [InlineData("", false)]
    public async Task ClaimValue_IsComparedLetterByLetter(string value, bool isAdmin)
    {
        await using var lab = await AccessLab.StartAsync(new RoleMappingSetting { Value = "finops-admins", Role = "Admin" });
        await lab.Here.Mappings.AddAsync(new RoleMappingDraft { ClaimValue = "viewers", Role = "Viewer", Reason = "test" }, AccessLab.Operator, default);

        Assert.Equal(isAdmin, (await lab.AccessAsync("ada", null, value)).MayEnter);
        Assert.Equal([Permission.ViewCosts], (await lab.AccessAsync("ada", null, "viewers", value)).Permissions.Where(p => !isAdmin || p == Permission.ViewCosts));
    }

    [Fact]
    public async Task ClaimValue_ThatIsARoleName_GivesNothingUnlessItIsMapped()
    {
        await using var lab = await AccessLab.StartAsync();

        Assert.False((await lab.AccessAsync("ada", null, "Admin")).MayEnter);
    }

    [Fact]
    public async Task Roles_WithinTenants_GiveEachPermissionForItsOwnTenants()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.AddTenantsAsync("acme", "globex");
        await lab.PersonAsync("ada", "Viewer");
        await lab.GrantAsync("ada", "On-call", tenants: ["acme"]);
        await lab.GrantAsync("ada", "Finance", tenants: ["globex"]);

        var access = await lab.AccessAsync("ada");

        Assert.True(access.Tenants.IsAll);
        Assert.Equal(["acme"], access.Scopes[Permission.OperateEnforcement].Keys);
        Assert.Equal(["globex"], access.Scopes[Permission.EditBudgets].Keys);
        Assert.DoesNotContain(Permission.ManagePricing, access.Permissions);
        var actor = new Actor("x", "Ada", "web", access.Permissions) { Tenants = access.Tenants, Scopes = access.Scopes };
        actor.Demand(Permission.OperateEnforcement, "acme");
        Assert.Throws<UnauthorizedAccessException>(() => actor.Demand(Permission.OperateEnforcement, "globex"));
        Assert.Throws<UnauthorizedAccessException>(() => actor.Demand(Permission.OperateEnforcement, tenant: null));
        Assert.Throws<UnauthorizedAccessException>(() => actor.Demand(ProtectedActions.ChangeDemo));
    }

    [Fact]
    public async Task CustomerSuccess_WithinTenants_SeesOnlyThose()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.AddTenantsAsync("acme", "globex");
        await lab.PersonAsync("ada");
        await lab.GrantAsync("ada", "Customer success", tenants: ["acme"]);

        var access = await lab.AccessAsync("ada");

        Assert.Equal(["acme"], access.Tenants.Keys);
        Assert.False(access.Tenants.IsAll);
    }

    [Fact]
    public async Task CustomRole_Changed_CountsForThoseWhoHaveIt()
    {
        await using var lab = await AccessLab.StartAsync();
        var draft = new RoleDraft { Name = "Auditor", Explanation = "Reads the trail.", Reason = "audit", Permissions = new HashSet<Permission> { Permission.ViewAudit } };
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Roles.SaveAsync(draft, AccessLab.Operator, default));
        await lab.PersonAsync("ada", "Auditor");
        Assert.Equal([Permission.ViewAudit], (await lab.AccessAsync("ada")).Permissions);

        draft.Version = 1;
        draft.Permissions.Add(Permission.ViewCosts);
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Roles.SaveAsync(draft, AccessLab.Operator, default));

        Assert.Equal([Permission.ViewCosts, Permission.ViewAudit], (await lab.AccessAsync("ada")).Permissions.Order());
    }

    [Fact]
    public async Task CustomRole_WithAPermissionOfALaterVersion_GivesTheOthers()
    {
        await using var lab = await AccessLab.StartAsync();
        await using (var context = lab.NewContext())
        {
            context.CustomRoles.Add(new CustomRole { Name = "Future", Permissions = "ViewCosts,RuleTheWorld,0,viewaudit", Version = 1 });
            await context.SaveChangesAsync();
        }

        await lab.PersonAsync("ada", "Future");

        Assert.Equal([Permission.ViewCosts], (await lab.AccessAsync("ada")).Permissions);
    }

    [Fact]
    public async Task Person_SignedInByTwoBrowsersAtOnce_IsStoredOnce()
    {
        await using var lab = await AccessLab.StartAsync();

        var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => lab.Here.People.SeenAsync(AccessLab.Issuer, "ada", " Ada\u0007 ", "a@b.example", ["x"], "10.0.0.1", default))));

        Assert.Single(seen.Select(s => s.Id).Distinct());
        await using var context = lab.NewContext();
        var person = await context.People.SingleAsync();
        Assert.Equal(("Ada", "a@b.example", "[\"x\"]", "10.0.0.1"), (person.Name, person.Email, person.ClaimValues, person.LastAddress));
    }

    [Theory]
    [InlineData("", "ada")]
    [InlineData("https://id.example", "")]
    [InlineData("https://id|example", "ada")]
    public async Task Person_WithoutAnIdentity_IsRefused(string issuer, string subject)
    {
        await using var lab = await AccessLab.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => lab.Here.People.SeenAsync(issuer, subject, "Ada", null, [], null, default));
    }
}
