using System.Net;
using System.Text;
using FinOps.Core.Access.Sessions;
using FinOps.Core.Data;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.SignIn;

/// <summary>The session cookie and local sign-in of the real program, over HTTP.</summary>
public sealed class SessionCookieTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Cookie_OfASession_IsARandomKeyForThisSiteOnly()
    {
        var (_, first) = await SignInAsync("Viewer");
        var (_, second) = await SignInAsync("Viewer");

        Assert.Matches("^finops=[A-Za-z0-9_-]{43}; path=/; samesite=lax; httponly$", first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Database_OfASession_HoldsNeitherKeyNorClaims()
    {
        var (_, cookie) = await SignInAsync("Finance");
        var key = cookie.Split('=', ';')[1];

        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var rows = await context.SignInSessions.AsNoTracking().ToListAsync();

        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, r => Encoding.Latin1.GetString(r.KeyHash).Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, r => Encoding.UTF8.GetString(r.Ticket).Contains("Finance", StringComparison.Ordinal) || Encoding.Unicode.GetString(r.Ticket).Contains("Finance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_OverASession_GivesANewKeyAndEndsTheOld()
    {
        var (person, cookie) = await SignInAsync("Viewer");
        using var _ = person;

        await SignInAgainAsync(person, "Admin");

        Assert.Equal(HttpStatusCode.Found, await StatusAsync(cookie.Split(';')[0]));
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/tenants")).StatusCode);
    }

    [Fact]
    public async Task SignOut_OfASession_MakesItsCookieWorthless()
    {
        var (person, cookie) = await SignInAsync("Viewer");
        using var _ = person;
        var value = cookie.Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(value));

        await PostAsync(person, "/sign-out", []);

        Assert.Equal(HttpStatusCode.Found, await StatusAsync(value));
    }

    [Fact]
    public async Task SignOut_Everywhere_EndsOtherBrowsersToo()
    {
        var (first, _) = await SignInAsync("On-call");
        var (second, cookie) = await SignInAsync("On-call");
        using var x = first;
        using var y = second;

        await PostAsync(first, "/sign-out", new() { ["everywhere"] = "true" });

        Assert.Equal(HttpStatusCode.Found, await StatusAsync(cookie.Split(';')[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("../../etc/passwd")]
    [InlineData("' OR 1=1 --")]
    [InlineData("%00%00%00")]
    [InlineData("CfDJ8NrAkS4RzZVNq7o2s5uYJp0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Cookie_Forged_OpensNothing(string value) => Assert.Equal(HttpStatusCode.Found, await StatusAsync($"finops={value}"));

    [Fact]
    public async Task Cookie_TamperedOrUnderAnotherName_OpensNothing()
    {
        var (_, cookie) = await SignInAsync("Viewer");
        var key = cookie.Split('=', ';')[1];
        var swapped = key[..10] + (key[10] == 'A' ? 'B' : 'A') + key[11..];

        foreach (var other in new[] { $"finops={swapped}", $"finops={key.ToLowerInvariant()}", $"finops={key}=", $"finops={key}A", $"__Host-finops={key}", $"Finops2={key}", $".AspNetCore.Cookies={key}" })
        {
            Assert.Equal(HttpStatusCode.Found, await StatusAsync(other));
        }
    }

    [Fact]
    public async Task Ticket_CopiedToAnotherKey_OpensNothing()
    {
        var (_, mine) = await SignInAsync("Viewer");
        var admin = (await SignInAsync("Admin")).Cookie;
        var contexts = app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>();
        await using (var context = await contexts.CreateDbContextAsync())
        {
            var rows = await context.SignInSessions.OrderBy(s => s.Id).ToListAsync();
            rows[^2].Ticket = rows[^1].Ticket;
            await context.SaveChangesAsync();
        }

        Assert.Equal(HttpStatusCode.Found, await StatusAsync(mine.Split(';')[0]));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin.Split(';')[0]));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Host", "finops.example")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Original-For", "203.0.113.7")]
    [InlineData("Host", "finops.example")]
    [InlineData("Host", "localhost.evil.example")]
    public async Task LocalSignIn_ThatDoesNotComeFromThisMachine_IsRefused(string header, string value)
    {
        using var person = app.Anonymous();
        using var form = await FormAsync(person, new() { ["role"] = "Admin" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in/local") { Content = form };
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await person.SendAsync(request);

        Assert.NotEqual(HttpStatusCode.Found, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, h => h.Key == "Set-Cookie" && h.Value.Any(v => v.StartsWith("finops=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GET", "/api/v1/costs?group_by=tenant", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/records/export", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/tenants", HttpStatusCode.BadRequest)]
    public async Task Program_WithoutASession_GetsAStatusAndNoSignInPage(string method, string path, HttpStatusCode status)
    {
        using var anonymous = app.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await anonymous.SendAsync(request);

        Assert.True(answer.StatusCode == status || answer.StatusCode == HttpStatusCode.Unauthorized, answer.StatusCode.ToString());
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task Page_AskedForAsJson_GetsAStatusAndNoSignInPage()
    {
        using var anonymous = app.Anonymous();
        anonymous.DefaultRequestHeaders.Accept.ParseAdd("application/json");

        using var answer = await anonymous.GetAsync("/tenants");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Account_OfAPerson_ListsTheirSessions()
    {
        var (person, _) = await SignInAsync("Customer success");
        using var __ = person;

        var page = await person.GetStringAsync("/account");

        Assert.Contains("local|customer-success", page, StringComparison.Ordinal);
        Assert.Contains("This one", page, StringComparison.Ordinal);
        Assert.NotEmpty(await app.Services.GetRequiredService<SignInSessions>().ListAsync("local|customer-success", TimeSpan.FromHours(1), default));
    }

    private static async Task<FormUrlEncodedContent> FormAsync(HttpClient person, Dictionary<string, string> fields)
    {
        fields["__RequestVerificationToken"] = await AppFixture.FormTokenAsync(person);
        return new FormUrlEncodedContent(fields);
    }

    private static async Task PostAsync(HttpClient person, string path, Dictionary<string, string> fields)
    {
        using var form = await FormAsync(person, fields);
        using var answer = await person.PostAsync(new Uri(path, UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    private static async Task SignInAgainAsync(HttpClient person, string role) => await PostAsync(person, "/sign-in/local", new() { ["role"] = role });

    private async Task<(HttpClient Person, string Cookie)> SignInAsync(string role)
    {
        var person = app.Anonymous();
        using var form = await FormAsync(person, new() { ["role"] = role });
        using var answer = await person.PostAsync(new Uri("/sign-in/local", UriKind.Relative), form);
        return (person, answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("finops=", StringComparison.Ordinal)));
    }

    private async Task<HttpStatusCode> StatusAsync(string cookie)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tenants");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
