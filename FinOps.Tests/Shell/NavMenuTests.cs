using Bunit;
using FinOps.Tests.Data;
using FinOps.Tests.SignIn;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Shell;

public sealed class NavMenuTests : ShellContext
{
    private readonly TestDatabase database = new();

    public override Task InitializeAsync() => database.CreateAsync();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
    }

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
        person.SetClaims(TestAccess.Claims(role));
        Services.AddPeople(database);
        return Render<NavMenu>();
    }
}
