using System.IO.Compression;
using System.Net;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Tests.Host;
using FinOps.Web.Costs;
using FinOps.Web.Host;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Access;

/// <summary>
/// Somebody who looks after some tenants asks every route of the real program, with every trick an address allows, for the usage of another
/// tenant. All that is told of that tenant carries a mark; no answer may hold one.
/// </summary>
public sealed class CrossTenantTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private const string Other = "zz-tenant";
    private const string Period = "from=2026-10-01&to=2026-10-02";

    /// <summary>All that is the other tenant's own; its key is left out where a question names it.</summary>
    private static readonly string[] Marks =
        ["zz-feature", "zz-model", "zz-user", "zz-team", "zz-route", "zz-task", "zz-env", "zz-session", "zz-trace", "zz-run", "zz-log", "13.37"];

    /// <summary>Ways to ask for another tenant in the query of any address.</summary>
    private static readonly string[] Tricks =
        [$"tenant={Other}", $"tenant=acme&tenant={Other}", $"TENANT={Other}", "tenant=", $"tenant=acme,{Other}", "feature=zz-feature", "user=zz-user", "env=zz-env&group=tenant", "id=zz-request", "q=zz", "unpriced=on", "group_by=tenant,user,feature"];

    private HttpClient person = null!;
    private long othersRecord;

    private static IEnumerable<string> CostPages() =>
        from type in typeof(EntryPoint).Assembly.GetTypes()
        where IsCostPage(type)
        from RouteAttribute route in type.GetCustomAttributes(typeof(RouteAttribute), inherit: false)
        select route.Template;

    public async Task InitializeAsync()
    {
        await ImportAsync();
        person = await Visitors.SomebodyAsync(app, $"bound-{Guid.NewGuid():N}", "Customer success", Visitors.SomeTenants);
    }

    public Task DisposeAsync()
    {
        person.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Routes_AskedForAnotherTenant_TellNothingOfIt()
    {
        foreach (var route in KnownRoutes.Of(app.Services).Where(r => !r.IsOpen && r.Method == "GET" && !r.Pattern.StartsWith("/_", StringComparison.Ordinal)))
        {
            foreach (var trick in Tricks.Append(""))
            {
                using var request = RouteExamples.Of(route, othersRecord);
                var address = request.RequestUri!.OriginalString;
                request.RequestUri = new Uri($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Period}&{trick}", UriKind.Relative);

                using var answer = await person.SendAsync(request);

                Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.StatusCode);
                AssertNothingOf(await TextAsync(answer), request.RequestUri.OriginalString, trick);
            }
        }
    }

    [Fact]
    public async Task Marks_AreThereForWhoSeesAll()
    {
        using var admin = await app.SignedInAsync("Admin");
        var telling = new List<string>();
        foreach (var address in new[] { "/", "/tenants", "/features", "/records", "/pricing", "/imports", "/imports/quarantine", "/pricing/claims", "/layers" })
        {
            var text = await admin.GetStringAsync($"{address}?{Period}");
            if (Marks.Append(Other).Any(m => text.Contains(m, StringComparison.Ordinal)))
            {
                telling.Add(address);
            }
        }

        Assert.Equal(["/", "/tenants", "/features", "/records", "/pricing", "/imports", "/imports/quarantine", "/pricing/claims", "/layers"], telling);
    }

    [Fact]
    public async Task Pages_AskedForAnotherTenant_Answer404()
    {
        var pages = CostPages().Where(p => !p.Contains('{', StringComparison.Ordinal)).ToList();
        Assert.Contains("/records", pages);
        foreach (var address in pages.Select(p => $"{p}?{Period}&tenant=").Append($"/features/chat?{Period}&tenant="))
        {
            Assert.Equal((address, HttpStatusCode.NotFound), (address, await StatusAsync(address + Other)));
            Assert.Equal((address, HttpStatusCode.NotFound), (address, await StatusAsync(address + "nobody-at-all")));
            Assert.Equal((address, HttpStatusCode.OK), (address, await StatusAsync(address + "acme")));
        }
    }

    [Theory]
    [InlineData("/tenants/zz-tenant")]
    [InlineData("/costs/export?by=feature&format=csv&tenant=zz-tenant")]
    [InlineData("/costs/export?by=tenant&format=xlsx&tenant=acme&tenant=zz-tenant")]
    [InlineData("/costs/export?by=tenant&format=csv&tenant=")]
    [InlineData("/records/export?tenant=zz-tenant")]
    [InlineData("/economics/export?of=outcomes&by=tenant&format=csv&tenant=zz-tenant")]
    [InlineData("/economics/export?of=sessions&by=feature&format=xlsx&tenant=zz-tenant")]
    [InlineData("/api/v1/outcomes/costs?group_by=tenant&tenant=zz-tenant")]
    [InlineData("/api/v1/outcomes/costs?tenant=")]
    [InlineData("/pricing/claims/export?format=csv&tenant=zz-tenant")]
    [InlineData("/api/v1/costs?group_by=tenant&tenant=zz-tenant")]
    [InlineData("/api/v1/costs?group_by=tenant&tenant=acme,zz-tenant")]
    [InlineData("/api/v1/costs?tenant=")]
    public async Task Address_OfAnotherTenant_Answers404AsForOneThatDoesNotExist(string address)
    {
        var asked = address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Period;
        using var others = await person.GetAsync(asked);
        using var nobodys = await person.GetAsync(asked.Replace(Other, "nobody-at-all", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        Assert.Equal(others.StatusCode, nobodys.StatusCode);
        if (others.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            Assert.Equal(Untraced(await nobodys.Content.ReadAsStringAsync()), Untraced(await others.Content.ReadAsStringAsync()));
        }
    }

    [Theory]
    [InlineData("/records/")]
    [InlineData("/api/v1/records/")]
    public async Task Record_OfAnotherTenant_Answers404AsOneThatDoesNotExist(string address)
    {
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{address}{othersRecord}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{address}99999999"));
        using var admin = await app.SignedInAsync("Admin");
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"{address}{othersRecord}")).StatusCode);
    }

    [Fact]
    public async Task Figures_OfSomeTenants_AreTheirsAlone()
    {
        var costs = await person.GetStringAsync("/api/v1/costs?from=2026-10-01&to=2026-10-03&format=csv");
        var byTenant = await person.GetStringAsync("/api/v1/costs?from=2026-10-01&to=2026-10-03&group_by=tenant&format=csv");
        var overview = await person.GetStringAsync($"/?{Period}");
        using var admin = await app.SignedInAsync("Admin");
        var all = await admin.GetStringAsync($"/?{Period}");

        // Two calls of 1000 input and 500 output tokens of gpt-4o at $2.50 and $10 per million.
        Assert.Contains(",0.015,", costs, StringComparison.Ordinal);
        Assert.Equal(3, byTenant.TrimEnd().Split('\n').Length);
        Assert.Contains("$0.015", overview, StringComparison.Ordinal);
        Assert.Contains("acme,acme,,0.0075,0.5,", await person.GetStringAsync($"/costs/export?{Period}&by=tenant&format=csv"), StringComparison.Ordinal);
        Assert.Contains(Other, all, StringComparison.Ordinal);
        Assert.DoesNotContain("$0.015<", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/imports")]
    [InlineData("/imports/quarantine")]
    [InlineData("/imports/quarantine/download?format=csv")]
    [InlineData("/pricing/rerating")]
    [InlineData("/pricing/rerating/export?format=csv")]
    [InlineData("/jobs")]
    public async Task Page_ThatMixesAllTenants_IsNotForWhoSeesSome(string address)
    {
        using var answer = await person.GetAsync(address);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith("/not-allowed", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static bool IsCostPage(Type? type) =>
        type is not null && ((type.IsGenericType && type.GetGenericTypeDefinition() == typeof(CostPage<>)) || IsCostPage(type.BaseType));

    private static void AssertNothingOf(string text, string address, string trick)
    {
        foreach (var mark in Marks.Append(Other).Append("zz-request").Where(m => !trick.Contains(m, StringComparison.Ordinal) && !(m == "zz-model" && address.Contains(m, StringComparison.Ordinal))))
        {
            Assert.False(text.Contains(mark, StringComparison.Ordinal), $"{address} tells {mark} to somebody who does not look after that tenant.");
        }
    }

    private static string Untraced(string problem) => System.Text.RegularExpressions.Regex.Replace(problem, "\"correlation_id\":\"[^\"]*\"", "");

    /// <summary>The body as text; that of a workbook as the texts inside.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType?.Contains("spreadsheet", StringComparison.Ordinal) != true)
        {
            return await answer.Content.ReadAsStringAsync();
        }

        await using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync());
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var answer = await person.GetAsync(address);
        return answer.StatusCode;
    }

    private async Task ImportAsync()
    {
        string[] lines =
        [
            """{"timestamp":"2026-10-01T05:00:00Z","request_id":"mine-1","tenant_id":"acme","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":500}""",
            """{"timestamp":"2026-10-02T06:00:00Z","request_id":"mine-2","tenant_id":"globex","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":500}""",
            """{"timestamp":"2026-10-01T07:00:00Z","request_id":"zz-request","tenant_id":"zz-tenant","feature_id":"zz-feature","user_id":"zz-user","team":"zz-team","route":"zz-route","task_id":"zz-task","environment":"zz-env","session_id":"zz-session","trace_id":"zz-trace","agent_run_id":"zz-run","provider":"openai","model":"gpt-4o","input_tokens":987654,"output_tokens":43210,"cost_usd":13.37}""",
            """{"timestamp":"2026-10-01T08:00:00Z","request_id":"zz-request-2","tenant_id":"zz-tenant","feature_id":"zz-feature","provider":"openai","model":"zz-model","input_tokens":10,"output_tokens":5}""",
            """{"timestamp":"2026-10-01T09:00:00Z","request_id":"zz-request-3","feature_id":"zz-feature","provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":5}""",
            "zz-log is no JSON",
        ];
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        await app.Services.GetRequiredService<UsageImporter>().ImportStreamAsync(log, new ImportRequest(ImportSource.Api, "zz-log"), Actor.System("test", "cli"), CancellationToken.None);
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        othersRecord = await context.UsageRecords.Where(r => r.RequestId == "zz-request").Select(r => r.Id).SingleAsync();
    }
}
