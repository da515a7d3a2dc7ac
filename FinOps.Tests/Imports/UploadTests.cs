using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinOps.Core.Access;
using FinOps.Core.Imports;
using FinOps.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Imports;

public sealed class UploadTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Log = """{"timestamp":"2026-01-01T00:00:00Z","request_id":"up1","provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":2}""";

    [Fact]
    public async Task Upload_ByAnAdministrator_IsImportedAndItsSpoolFileGoes()
    {
        using var person = await app.SignedInAsync("Admin");
        using var answer = await SendAsync(person, "imports/upload?name=my%20log.ndjson", Log, await TokenAsync(person));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32();
        var file = await EndedAsync(id);
        Assert.Equal((ImportState.Done, "my log.ndjson", 1L), (file.State, file.Name, file.NewRecords));
        await app.Services.GetRequiredService<UploadSpool>().SweepAsync(CancellationToken.None);
        Assert.False(File.Exists(file.Path));
    }

    [Fact]
    public async Task Upload_WithoutTheTokenOfThePage_IsRefused()
    {
        using var person = await app.SignedInAsync("Admin");
        using var answer = await SendAsync(person, "imports/upload?name=a.ndjson", Log, null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("imports/upload?name=a.ndjson", "", "empty")]
    [InlineData("imports/upload?name=a.csv&profile=nobody", "x", "no mapping profile nobody")]
    public async Task Upload_ThatMakesNoSense_IsRefusedInWords(string address, string body, string expected)
    {
        using var person = await app.SignedInAsync("Admin");
        using var answer = await SendAsync(person, address, body, await TokenAsync(person));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_ByAViewer_IsNotAllowed()
    {
        using var person = await app.SignedInAsync("Viewer");
        using var answer = await SendAsync(person, "imports/upload?name=a.ndjson", Log, null);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("raw", "{broken\n")]
    [InlineData("ndjson", "\"raw\":\"{broken\"")]
    [InlineData("csv", ",,broken_json,")]
    public async Task Download_OfQuarantine_GivesTheRawLines(string format, string expected)
    {
        using var person = await app.SignedInAsync("Admin");
        using var answer = await SendAsync(person, "imports/upload?name=bad.ndjson", "{broken\n", await TokenAsync(person));
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32();
        await EndedAsync(id);

        // The same bytes are a duplicate the second time: any of the files will do.
        Assert.Contains(expected, await person.GetStringAsync(new Uri($"imports/quarantine/download?format={format}", UriKind.Relative)), StringComparison.Ordinal);
    }

    private static async Task<string> TokenAsync(HttpClient person) =>
        Regex.Match(await person.GetStringAsync(new Uri("imports", UriKind.Relative)), "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;

    private static Task<HttpResponseMessage> SendAsync(HttpClient person, string address, string body, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (token is not null)
        {
            request.Headers.Add("RequestVerificationToken", token);
        }

        return person.SendAsync(request);
    }

    /// <summary>The row once its import has ended; half a minute at most.</summary>
    private async Task<ImportFile> EndedAsync(int id)
    {
        var queries = app.Services.GetRequiredService<ImportQueries>();
        for (var i = 0; i < 300; i++)
        {
            if (await queries.FindAsync(id, TenantScope.All) is { State: not (ImportState.Queued or ImportState.Running) } file)
            {
                return file;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"Import {id} did not end.");
    }
}
