using FinOps.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Access;

public sealed class AccessEditorTests
{
    private static readonly HashSet<Permission> Everything = [.. Permissions.All];

    [Fact]
    public async Task Grant_IsInTheAuditTrailWithItsReason()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.AddTenantsAsync("acme");

        Assert.IsType<AccessEdit.Saved>(await lab.GrantAsync("ada", "Customer success", tenants: ["acme"]));

        await using var context = lab.NewContext();
        var entry = await context.AuditEntries.SingleAsync(e => e.Action != "database.migrate");
        Assert.Equal(("role.grant", "person:https://id.example|ada", "test", "acme", "cli"), (entry.Action, entry.Target, entry.Reason, entry.Tenant, entry.Via));
        Assert.Null(entry.Before);
        Assert.Equal("""{"role":"Customer success","tenants":["acme"]}""", entry.After);
    }

    [Theory]
    [InlineData("", "Viewer", "why", "Subject")]
    [InlineData("ada", "Viewer", "why", "Subject")]
    [InlineData("https://id.example|ada", "", "why", "Role")]
    [InlineData("https://id.example|ada", "viewer", "why", "Role")]
    [InlineData("https://id.example|ada", "Viewer", " ", "Reason")]
    public async Task Grant_WithAFault_StoresNothingAndNamesTheField(string subject, string role, string reason, string field)
    {
        await using var lab = await AccessLab.StartAsync();

        var edit = await lab.Here.Grants.GrantAsync(new GrantDraft { Subject = subject, Role = role, Reason = reason }, AccessLab.Operator, default);

        Assert.Equal([field], Assert.IsType<AccessEdit.Invalid>(edit).Faults.Select(f => f.Field));
        Assert.Empty(await lab.AuditAsync());
    }

    [Fact]
    public async Task Grant_ForTenants_RefusesUnknownOnesNoneAndRolesThatGiveNothingThere()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.AddTenantsAsync("acme");
        await lab.Here.Roles.SaveAsync(Draft("Pricer", Permission.ManagePricing), AccessLab.Operator, default);

        Assert.Equal("Tenants", Field(await lab.GrantAsync("ada", "Viewer", tenants: ["Acme"])));
        Assert.Equal("Tenants", Field(await lab.GrantAsync("ada", "Viewer", tenants: [])));
        Assert.Equal("Tenants", Field(await lab.GrantAsync("ada", "Pricer", tenants: ["acme"])));
        Assert.Equal("UntilUtc", Field(await lab.GrantAsync("ada", "Viewer", lab.Time.GetUtcNow().UtcDateTime)));
    }

    [Fact]
    public async Task Grant_ASecondTime_IsRefused()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.GrantAsync("ada", "Viewer");

        Assert.Equal("Role", Field(await lab.GrantAsync("ada", "Viewer")));
        Assert.IsType<AccessEdit.Saved>(await lab.GrantAsync("ada", "Viewer", lab.Time.GetUtcNow().UtcDateTime.AddDays(1)));
    }

    [Fact]
    public async Task Grant_OfMoreThanTheGiverHas_IsRefused()
    {
        await using var lab = await AccessLab.StartAsync();
        var helper = Person(Permission.ManageAccess, Permission.ViewCosts);

        Assert.Equal("Role", Field(await lab.GrantAsync("ada", "Admin", by: helper)));
        Assert.Equal("Permissions", Field(await lab.Here.Roles.SaveAsync(Draft("Boss", Permission.ManageKeys), helper, default)));
        Assert.Equal("Role", Field(await lab.Here.Mappings.AddAsync(new RoleMappingDraft { ClaimValue = "g", Role = "Finance", Reason = "r" }, helper, default)));
        Assert.IsType<AccessEdit.Saved>(await lab.GrantAsync("ada", "Viewer", by: helper));
    }

    [Fact]
    public async Task Changes_BySomebodyWithoutThePermission_Throw()
    {
        await using var lab = await AccessLab.StartAsync();
        var finance = Person([.. Everything.Where(p => p != Permission.ManageAccess)]);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.GrantAsync("ada", "Viewer", by: finance));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Grants.RevokeAsync(1, "r", finance, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Persons.DisableAsync(1, "r", finance, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Roles.SaveAsync(Draft("X", Permission.ViewCosts), finance, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Roles.DeleteAsync("X", 1, "r", finance, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Mappings.AddAsync(new RoleMappingDraft(), finance, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Mappings.RemoveAsync(1, "r", finance, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Queries.PeopleAsync(finance, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Here.Queries.MappingsAsync(finance, default));
    }

    [Fact]
    public async Task Changes_WithAnOldProof_AskForANewOneAndChangeNothing()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.PersonAsync("bob", "Viewer");
        var stale = Person([.. Everything]) with { ProvedAt = lab.Time.GetUtcNow().AddMinutes(-10).AddTicks(-1) };

        Assert.IsType<AccessEdit.Unproved>(await lab.GrantAsync("ada", "Viewer", by: stale));
        Assert.IsType<AccessEdit.Unproved>(await lab.Here.Persons.DisableAsync(1, "r", stale, default));
        Assert.IsType<AccessEdit.Unproved>(await lab.Here.Roles.SaveAsync(Draft("X", Permission.ViewCosts), stale, default));
        Assert.IsType<AccessEdit.Unproved>(await lab.Here.Mappings.AddAsync(new RoleMappingDraft(), stale, default));
        Assert.Equal(["role.grant"], await lab.AuditAsync());
        Assert.IsType<AccessEdit.Saved>(await lab.GrantAsync("ada", "Viewer", by: stale with { ProvedAt = lab.Time.GetUtcNow().AddMinutes(-10) }));
    }

    [Fact]
    public async Task Role_InUse_IsNotDeleted()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.Here.Roles.SaveAsync(Draft("Auditor", Permission.ViewAudit), AccessLab.Operator, default);
        await lab.GrantAsync("ada", "Auditor");

        Assert.IsType<AccessEdit.Refused>(await lab.Here.Roles.DeleteAsync("Auditor", 1, "r", AccessLab.Operator, default));
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Grants.RevokeAsync(1, "r", AccessLab.Operator, default));
        Assert.IsType<AccessEdit.Conflict>(await lab.Here.Roles.DeleteAsync("Auditor", 2, "r", AccessLab.Operator, default));
        Assert.IsType<AccessEdit.Saved>(await lab.Here.Roles.DeleteAsync("Auditor", 1, "r", AccessLab.Operator, default));
        Assert.Equal(["role.add", "role.grant", "role.revoke", "role.delete"], await lab.AuditAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" Auditor")]
    [InlineData("admin")]
    [InlineData("Au\u0000ditor")]
    public async Task Role_WithABadName_IsRefused(string name)
    {
        await using var lab = await AccessLab.StartAsync();

        Assert.Equal("Name", Field(await lab.Here.Roles.SaveAsync(Draft(name, Permission.ViewAudit), AccessLab.Operator, default)));
    }

    [Fact]
    public async Task Role_ChangedByTwo_IsAConflictForTheSecond()
    {
        await using var lab = await AccessLab.StartAsync();
        await lab.Here.Roles.SaveAsync(Draft("Auditor", Permission.ViewAudit), AccessLab.Operator, default);
        var (first, second) = (Draft("Auditor", Permission.ViewCosts), Draft("Auditor", Permission.ViewJobs));
        first.Version = second.Version = 1;

        Assert.IsType<AccessEdit.Saved>(await lab.Here.Roles.SaveAsync(first, AccessLab.Operator, default));
        Assert.IsType<AccessEdit.Conflict>(await lab.Here.Roles.SaveAsync(second, AccessLab.Operator, default));
        Assert.Equal("Name", Field(await lab.Here.Roles.SaveAsync(Draft("auditor", Permission.ViewCosts), AccessLab.Operator, default)));
    }

    [Fact]
    public async Task People_OnThePage_StandWithTheirRolesAndWhereTheyComeFrom()
    {
        await using var lab = await AccessLab.StartAsync(new RoleMappingSetting { Value = "oncall", Role = "On-call" }, new RoleMappingSetting { Value = "x", Role = "Nobody" });
        await lab.PersonAsync("ada", "Viewer", "oncall");
        await lab.PersonAsync("bob");

        var people = await lab.Here.Queries.PeopleAsync(AccessLab.Operator, default);
        var mappings = await lab.Here.Queries.MappingsAsync(AccessLab.Operator, default);

        Assert.Equal(
            ["Viewer Grant", "On-call Setting"], people.Single(p => p.Person.Subject == "ada").Roles.Select(r => $"{r.Role.Name} {r.Origin}"));
        Assert.False(people.Single(p => p.Person.Subject == "bob").Access.MayEnter);
        Assert.Equal([("oncall", true, 1), ("x", false, 0)], mappings.Select(m => (m.ClaimValue, m.IsKnownRole, m.People)));
        Assert.Equal(1, (await lab.Here.Queries.RolesAsync(AccessLab.Operator, default)).Single(r => r.Role.Name == "On-call").People);
    }

    private static string Field(AccessEdit edit) => Assert.Single(Assert.IsType<AccessEdit.Invalid>(edit).Faults).Field;

    private static RoleDraft Draft(string name, params Permission[] permissions) =>
        new() { Name = name, Explanation = "For tests.", Reason = "test", Permissions = new HashSet<Permission>(permissions) };

    private static Actor Person(params Permission[] permissions) =>
        new("https://id.example|boss", "Boss", "web", new HashSet<Permission>(permissions)) { ProvedAt = new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero) };
}
