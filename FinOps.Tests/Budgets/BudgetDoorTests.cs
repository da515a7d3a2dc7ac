using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Tests.Host;
using FinOps.Tests.Pricing.Questions;

namespace FinOps.Tests.Budgets;

/// <summary>Budgets over the API and on the command line.</summary>
public sealed class BudgetDoorTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Budget_PostedChangedAndRemoved_AnswersAsItStands()
    {
        using var admin = await app.CallerAsync(ApiScope.Admin);
        using var reader = await app.CallerAsync(ApiScope.Read);
        var posted = await admin.PostAsync("/api/v1/budgets", Json("""{"feature":"api-chat","amount_usd":"12.5","thresholds":[60,100]}"""));
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        var budget = await posted.Content.ReadFromJsonAsync<JsonElement>();
        var address = $"/api/v1/budgets/{budget.GetProperty("id").GetInt32()}";
        Assert.Equal(("api-chat", "monthly", "12.5", "0"), (budget.Text("feature"), budget.Text("period"), budget.Text("amount_usd"), budget.GetProperty("window").Text("spent_usd")));

        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync("/api/v1/budgets", Json("""{"feature":"api-chat","amount_usd":-1}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.PutAsync(address, Json("""{"hard":true,"version":1}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PutAsync(address, Json("""{"hard":false,"version":1}"""))).StatusCode);
        var changed = await reader.GetFromJsonAsync<JsonElement>(address);
        Assert.Equal(("12.5", true, 2), (changed.Text("amount_usd"), changed.GetProperty("hard").GetBoolean(), changed.GetProperty("version").GetInt32()));

        Assert.Equal(HttpStatusCode.BadRequest, (await admin.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync(address + "?reason=over")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task File_Imported_ComesBackAndChangesNothing()
    {
        using var admin = await app.CallerAsync(ApiScope.Admin);
        using var reader = await app.CallerAsync(ApiScope.Read);
        var file = Encoding.UTF8.GetBytes("feature,period,amount_usd\nfile-chat,monthly,5\nfile-chat,yearly,5\n");
        var dry = await ImportAsync(admin, file, "?dry_run=true");
        Assert.Equal((false, 1, 1), (dry.GetProperty("stored").GetBoolean(), dry.GetProperty("created").GetInt32(), dry.GetProperty("refused").GetInt32()));
        Assert.Equal(1, (await ImportAsync(admin, file, "")).GetProperty("created").GetInt32());

        var exported = await reader.GetByteArrayAsync("/api/v1/budgets?format=csv&feature=file-chat");
        var again = await ImportAsync(admin, exported, "");
        Assert.Equal((1, 0, 0), (again.GetProperty("unchanged").GetInt32(), again.GetProperty("updated").GetInt32(), again.GetProperty("refused").GetInt32()));
    }

    [Fact]
    public async Task Commands_ImportAndExport_BringTheSameBack()
    {
        using var program = new CommandLine();
        var (file, copy) = (Path.Combine(program.Folder, "budgets.csv"), Path.Combine(program.Folder, "copy.csv"));
        await File.WriteAllTextAsync(file, "feature,tenant,period,amount_usd,hard\nchat,,monthly,5,true\n,acme,daily,2,\n,acme,never,2,\n");

        var dry = await program.RunAsync("budgets", "import", file, "--dry-run");
        Assert.Contains("Nothing is stored; it would be: 2 created", dry.Errors, StringComparison.Ordinal);
        var run = await program.RunAsync("budgets", "import", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("period: The period is daily or monthly.", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await program.RunAsync("budgets", "export", copy)).ExitCode);
        Assert.Contains("0 created, 0 updated, 2 unchanged, 0 refused", (await program.RunAsync("budgets", "import", copy)).Errors, StringComparison.Ordinal);
        Assert.Contains("2 budgets", (await program.RunAsync("verify")).Output, StringComparison.Ordinal);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ImportAsync(HttpClient caller, byte[] file, string query)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new("text/csv");
        var answer = await caller.PostAsync("/api/v1/budgets/import" + query, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
