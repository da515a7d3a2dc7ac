using System.Net;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Tests.Access;
using FinOps.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Host;

/// <summary>Access over HTTP, in the real program.</summary>
public sealed class AccessPageTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("/access")]
    [InlineData("/access/roles")]
    [InlineData("/access/mappings")]
    [InlineData("/access/export?of=people&format=csv")]
    [InlineData("/access/export?of=roles&format=xlsx")]
    public async Task Access_IsForThoseWhoManageIt(string path)
    {
        using var admin = await app.SignedInAsync("Admin");
        using var allowed = await admin.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        foreach (var role in Role.All.Where(r => !r.Permissions.Contains(Permission.ManageAccess)))
        {
            using var person = await app.SignedInAsync(role.Name);
            using var refused = await person.GetAsync(new Uri(path, UriKind.Relative));
            Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Export_OfTheMatrix_HasARowForEveryAction()
    {
        using var admin = await app.SignedInAsync("Admin");

        var lines = (await admin.GetStringAsync("/access/export?of=roles&format=csv")).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("Page,Action,Permission,Fresh proof of identity,Viewer,Finance,Customer success,On-call,Admin", lines[0]);
        Assert.Equal(ProtectedActions.All.Count, lines.Length - 1);
        Assert.Contains("Pricing,Add or replace a price,ManagePricing,yes,no,yes,no,no,yes", lines);
    }

    [Theory]
    [InlineData("Admin", true)]
    [InlineData("On-call", false)]
    public async Task Jobs_CanBeRunOnlyByThoseWhoRunTheInstallation(string role, bool mayRun)
    {
        using var person = await app.SignedInAsync(role);

        var page = await person.GetStringAsync("/jobs/recurring");

        Assert.Equal(mayRun, page.Contains("recurring/trigger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Person_DisabledByAnotherProcess_IsLetInNoMore()
    {
        using var person = await app.SignedInAsync("Finance");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(person));
        var time = app.Services.GetRequiredService<TimeProvider>();
        using var other = new AccessProcess(
            app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), Options.Create(new ConfiguredRoles()), TestAccess.StepUp(time), time);
        var id = (await other.Queries.PeopleAsync(AccessLab.Operator, default)).Single(p => p.Person.Subject == "finance").Person.Id;

        Assert.IsType<AccessEdit.Saved>(await other.Persons.DisableAsync(id, "for a test", AccessLab.Operator, default));

        await UntilAsync(person, HttpStatusCode.Found);
        Assert.IsType<AccessEdit.Saved>(await other.Persons.EnableAsync(id, "for a test", AccessLab.Operator, default));
        await UntilAsync(person, HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient person)
    {
        using var answer = await person.GetAsync(new Uri("/pricing", UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task UntilAsync(HttpClient person, HttpStatusCode wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await StatusAsync(person) != wanted)
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
