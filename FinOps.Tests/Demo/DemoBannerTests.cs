using Microsoft.Extensions.Logging.Abstractions;
using Bunit;
using FinOps.Core.Costs;
using FinOps.Core.Demo;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Tests.Data;
using FinOps.Tests.SignIn;
using FinOps.Web.Costs;
using FinOps.Web.Demo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Demo;

public sealed class DemoBannerTests : IAsyncLifetime
{
    private readonly BunitContext page = new();
    private readonly TestDatabase database = new();
    private readonly CostFeed feed = new();

    public async Task InitializeAsync()
    {
        await database.CreateAsync();
        var gate = new SqliteWriteGate(Options.Create(new UsageOptions()));
        var remover = new DemoRemover(database, gate, feed, TimeProvider.System);
        var status = new DemoStatus(database, feed);
        var turn = new UsageTurn(database, database.Options, gate, new CostFeed(), TimeProvider.System);
        var deriver = new DayDeriver(database, [], turn, new DerivationFaults(database, TimeProvider.System, NullLogger<DerivationFaults>.Instance), TimeProvider.System);
        page.JSInterop.Mode = JSRuntimeMode.Loose;
        page.Services.AddLogging().AddSingleton(status).AddSingleton(new DemoCompany(null!, new DemoPractice(turn, null!, null!, TimeProvider.System), null!, null!, null!, remover, status, deriver, TimeProvider.System)).AddPeople(database)
            .AddSingleton(new KnownNames(database, null!, feed));
    }

    public async Task DisposeAsync()
    {
        await page.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public void Banner_WithoutDemoData_IsNotThere()
    {
        SignIn("Admin");

        Assert.Equal("", page.Render<DemoBanner>().Markup.Trim());
    }

    [Fact]
    public async Task Banner_WithDemoData_RemovesItInOneClick()
    {
        SignIn("Admin");
        await AddDemoImportAsync();
        var banner = page.Render<DemoBanner>();
        banner.WaitForElement("[data-testid=demo-banner]");
        Assert.Contains("Demo data", banner.Markup, StringComparison.Ordinal);

        await banner.Find("[data-testid=demo-remove]").ClickAsync();

        banner.WaitForState(() => banner.Markup.Trim() == "", TimeSpan.FromSeconds(30));
        await using var context = database.CreateDbContext();
        Assert.False(await context.ImportFiles.AnyAsync());
    }

    [Fact]
    public async Task Banner_DemoLoadedByACommand_AppearsWithTheNextPage()
    {
        SignIn("Admin");
        var banner = page.Render<DemoBanner>();
        Assert.Equal("", banner.Markup.Trim());
        await AddDemoImportAsync();
        feed.Publish(7);

        page.Services.GetRequiredService<Bunit.TestDoubles.BunitNavigationManager>().NavigateTo("/tenants");

        banner.WaitForElement("[data-testid=demo-banner]");
    }

    [Fact]
    public async Task Banner_ForThoseWhoMayNot_HasNoButton()
    {
        SignIn("Viewer");
        await AddDemoImportAsync();
        var banner = page.Render<DemoBanner>();
        banner.WaitForElement("[data-testid=demo-banner]");

        Assert.Empty(banner.FindAll("button"));
    }

    private void SignIn(string role)
    {
        var person = page.AddAuthorization();
        person.SetAuthorized("test");
        person.SetClaims(TestAccess.Claims(role));
    }

    private async Task AddDemoImportAsync()
    {
        await using var context = database.CreateDbContext();
        context.ImportFiles.Add(new ImportFile { Source = ImportSource.Demo, Name = DemoCompany.Name, State = ImportState.Done, NewRecords = 1 });
        await context.SaveChangesAsync();
    }
}
