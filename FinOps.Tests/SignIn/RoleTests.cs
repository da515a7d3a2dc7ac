using FinOps.Core.Access;
using FinOps.Tests.Data;
using FinOps.Web.SignIn;

namespace FinOps.Tests.SignIn;

public sealed class RoleTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();

    public Task InitializeAsync() => database.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Theory]
    [InlineData("Viewer", "ViewCosts")]
    [InlineData("Finance", "ViewCosts,EditBudgets,ManagePricing,ManageTenants,ViewAudit,AcknowledgeAlerts")]
    [InlineData("Customer success", "ViewCosts,ManageTenants,AcknowledgeAlerts")]
    [InlineData("On-call", "ViewCosts,OperateEnforcement,ViewAudit,ViewJobs,ManageAlerts,AcknowledgeAlerts")]
    [InlineData("Admin", "ViewCosts,EditBudgets,OperateEnforcement,ManagePricing,ManageTenants,Administer,ViewAudit,ManageImports,ViewJobs,ManageAccess,ManageKeys,ManageAlerts,AcknowledgeAlerts")]
    [InlineData("admin", "")]
    [InlineData("Emperor", "")]
    public async Task Role_OfAPerson_GivesItsPermissions(string role, string permissions)
    {
        using var decisions = TestAccess.Decisions(database);

        var actor = await new PersonActors(decisions).OfAsync(TestAccess.Person(role), "10.0.0.7", CancellationToken.None);

        Assert.Equal(permissions, string.Join(',', actor.Permissions.Order()));
        Assert.Equal(("local|test", "X", "web", "10.0.0.7"), (actor.Subject, actor.Name, actor.Via, actor.Address));
    }

    [Fact]
    public async Task Permissions_OfSomebodyAnonymous_AreNone()
    {
        using var decisions = TestAccess.Decisions(database);

        Assert.Empty((await new PersonActors(decisions).OfAsync(TestAccess.Person("Admin", authentication: null), null, CancellationToken.None)).Permissions);
    }

    [Fact]
    public async Task RolePickedOnThisMachine_WhereAProviderIsConfigured_GivesNothing()
    {
        using var decisions = TestAccess.Decisions(database, roles: new ConfiguredRoles { Mode = "OpenIdConnect" });

        Assert.False((await new PersonActors(decisions).AccessOfAsync(TestAccess.Person("Admin"), CancellationToken.None)).MayEnter);
    }
}
