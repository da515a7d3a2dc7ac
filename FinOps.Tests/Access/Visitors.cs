using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Tests.Host;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Access;

/// <summary>Everybody who may stand before the program: each role, roles within some tenants, nobody in particular, and keys of each scope.</summary>
internal sealed class Visitors : IDisposable
{
    /// <summary>The tenants of visitors who are bound to some.</summary>
    public static readonly string[] SomeTenants = ["acme", "globex"];

    private readonly Dictionary<string, HttpClient> clients = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => clients.Keys;

    public HttpClient this[string name] => clients[name];

    public static async Task<Visitors> OfAsync(AppFixture app)
    {
        var visitors = new Visitors();
        foreach (var role in Role.All)
        {
            visitors.clients[role.Name] = await app.SignedInAsync(role.Name);
        }

        visitors.clients["Some tenants"] = await SomebodyAsync(app, "some", "Customer success", SomeTenants);
        visitors.clients["No role"] = await SomebodyAsync(app, "none", null, null);
        visitors.clients["Nobody"] = app.Anonymous();
        foreach (var scope in ApiScope.All)
        {
            visitors.clients[$"Key: {scope}"] = await app.CallerAsync(scope);
        }

        visitors.clients["Key: read, some tenants"] = await BoundCallerAsync(app, ApiScope.Read);

        return visitors;
    }

    /// <summary>A caller with a key that is bound to some tenants.</summary>
    public static async Task<HttpClient> BoundCallerAsync(AppFixture app, params string[] scopes)
    {
        var caller = app.Anonymous();
        var key = await app.KeyAsync(new ApiKeyDraft { Name = "bound", Scopes = [.. scopes], Tenants = [.. SomeTenants] });
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return caller;
    }

    /// <summary>A caller with the cookie of somebody who has at most one role, perhaps within some tenants.</summary>
    public static async Task<HttpClient> SomebodyAsync(AppFixture app, string subject, string? role, IReadOnlyList<string>? tenants)
    {
        const string issuer = PersonIdentity.LocalIssuer;
        await using var scope = app.Services.CreateAsyncScope();
        var seen = await scope.ServiceProvider.GetRequiredService<People>().SeenAsync(issuer, subject, subject, null, [], null, CancellationToken.None);
        if (role is not null)
        {
            await using var context = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
            context.RoleGrants.Add(new RoleGrant { PersonId = seen.Id, Role = role, Tenants = tenants is null ? null : JsonSerializer.Serialize(tenants), Reason = "test", GrantedBy = "test", GrantedAtMicros = 1 });
            await context.SaveChangesAsync();
            scope.ServiceProvider.GetRequiredService<AccessDecisions>().Invalidate();
        }

        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, Request = { Scheme = "http", Host = new HostString("localhost") } };
        await http.SignInAsync(SignInPrincipal.Scheme, SignInPrincipal.Of(issuer, subject, subject, null, [], TimeProvider.System.GetUtcNow()), new AuthenticationProperties());
        var cookie = http.Response.Headers.SetCookie.ToString().Split(';')[0].Split('=', 2);
        var jar = new CookieContainer();
        jar.Add(app.Address, new Cookie(cookie[0], cookie[1]));
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = jar }) { BaseAddress = app.Address };
    }

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }
}
