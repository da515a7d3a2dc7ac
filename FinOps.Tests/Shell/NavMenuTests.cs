using Bunit;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Shell;

public sealed class NavMenuTests : ShellContext
{
    [Theory]
    [InlineData("Viewer", false)]
    [InlineData("Admin", true)]
    public void Jobs_StandOnlyBeforeAdministrators(string role, bool isShown) =>
        Assert.Equal(isShown, Show(role).FindAll(".side a[href='/jobs']").Count == 1);

    [Fact]
    public void Links_KeepTheFiltersButNotTheGrouping()
    {
        var menu = Show("Viewer");

        Services.GetRequiredService<NavigationManager>().NavigateTo("/tenants?range=7d&env=prod&group=model");

        Assert.NotNull(menu.Find(".side a[href='/features?range=7d&env=prod']"));
        Assert.NotNull(menu.Find(".side a[href='/imports']"));
        Assert.Contains("active", menu.Find(".side a[href^='/tenants']").ClassList);
    }

    private IRenderedComponent<NavMenu> Show(string role)
    {
        var person = AddAuthorization().SetAuthorized("somebody");
        person.SetClaims(new System.Security.Claims.Claim(CurrentActor.RoleClaim, role));
        return Render<NavMenu>();
    }
}
