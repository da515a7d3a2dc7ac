using System.Security.Claims;
using FinOps.Web.SignIn;

namespace FinOps.Tests.SignIn;

public sealed class RoleTests
{
    [Theory]
    [InlineData("Viewer", "ViewCosts")]
    [InlineData("Finance", "ViewCosts,EditBudgets,ManagePricing")]
    [InlineData("Customer success", "ViewCosts,ManageTenants")]
    [InlineData("On-call", "ViewCosts,OperateEnforcement")]
    [InlineData("Admin", "ViewCosts,EditBudgets,OperateEnforcement,ManagePricing,ManageTenants,Administer")]
    [InlineData("Emperor", "")]
    public void Role_OfAPerson_GivesItsPermissions(string role, string permissions)
    {
        var actor = CurrentActor.Of(Person(role));

        Assert.Equal(permissions, string.Join(',', actor.Permissions.Order()));
        Assert.Equal("web", actor.Via);
    }

    [Fact]
    public void Permissions_OfSomebodyAnonymous_AreNone() =>
        Assert.Empty(CurrentActor.PermissionsOf(new ClaimsPrincipal(new ClaimsIdentity([new Claim(CurrentActor.RoleClaim, "Admin")]))));

    private static ClaimsPrincipal Person(string role) =>
        new(new ClaimsIdentity([new Claim(CurrentActor.SubjectClaim, "local|x"), new Claim(CurrentActor.NameClaim, "X"), new Claim(CurrentActor.RoleClaim, role)], "test"));
}
