using System.Reflection;
using FinOps.Tests.Host;
using FinOps.Web.Host;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Access;

/// <summary>Every route of the real program says who may come; what is open to everybody stands in a list with its reason.</summary>
public sealed class RoutePolicyTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static IReadOnlyList<string> Open => DocumentedMatrix.ReadList("Open routes");

    [Fact]
    public void Routes_EachSayWhoMayCome()
    {
        var faults = KnownRoutes.Of(app.Services).Select(r => r.Fault(Open)).OfType<string>().ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void OpenRoutes_AreAllThere() => Assert.Empty(Open.Except(KnownRoutes.Of(app.Services).Select(r => r.Name)));

    [Fact]
    public async Task Policies_ThatRoutesName_AreAllKnown()
    {
        var known = app.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        foreach (var policy in KnownRoutes.Of(app.Services).SelectMany(r => r.Policies).Distinct())
        {
            Assert.True(await known.GetPolicyAsync(policy) is not null, $"No policy is called {policy}.");
        }
    }

    [Fact]
    public void Components_WithAnAddress_EachSayWhoMayCome()
    {
        var silent = from type in typeof(EntryPoint).Assembly.GetTypes()
                     where type.GetCustomAttributes<RouteAttribute>().Any()
                     where type.GetCustomAttributes<AllowAnonymousAttribute>().Any() == type.GetCustomAttributes<AuthorizeAttribute>().Any(a => a.Policy is not null)
                     select $"{type.Name} needs either [Authorize(Policy = …)] or [AllowAnonymous].";

        Assert.Empty(silent);
    }

    [Fact]
    public void StaticFiles_AreOpenAndOfTheProgramAlone()
    {
        var files = KnownRoutes.StaticFiles(app.Services).Where(f => f.RoutePattern.RawText != "{**path:file}").ToList();

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.NotNull(f.Metadata.GetMetadata<IAllowAnonymous>()));
        Assert.All(files, f => Assert.Matches(@"\.(css|js|json|woff2|svg|txt|png|ico|map|webmanifest)(\.(gz|br))?$", f.RoutePattern.RawText!));
    }

    [Fact]
    public void Route_ThatForgets_IsFoundAndToldWhatToDo()
    {
        var forgotten = Route();
        var open = Route(new AllowAnonymousAttribute());

        Assert.Contains("does not say who may come", KnownRoute.Of(forgotten).Fault([]), StringComparison.Ordinal);
        Assert.Contains("RequireAuthorization", KnownRoute.Of(forgotten).Fault([]), StringComparison.Ordinal);
        Assert.Contains("lets everybody in", KnownRoute.Of(open).Fault([]), StringComparison.Ordinal);
        Assert.Null(KnownRoute.Of(open).Fault(["GET /new"]));
        Assert.Null(KnownRoute.Of(Route(new AuthorizeAttribute("ViewCosts"))).Fault([]));
    }

    [Fact]
    public async Task Route_ThatForgets_LetsNobodyIn()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var policy = await scope.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        var admin = SignIn.TestAccess.Person("Admin");
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = admin };

        http.SetEndpoint(Route());
        Assert.False((await authorization.AuthorizeAsync(admin, http, policy!)).Succeeded);

        // Where there is nothing, the answer is 404.
        http.SetEndpoint(null);
        Assert.True((await authorization.AuthorizeAsync(admin, http, policy!)).Succeeded);
    }

    private static RouteEndpoint Route(params object[] metadata)
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/new"), 0);
        foreach (var item in metadata.Append(new HttpMethodMetadata(["GET"])))
        {
            builder.Metadata.Add(item);
        }

        return (RouteEndpoint)builder.Build();
    }
}
