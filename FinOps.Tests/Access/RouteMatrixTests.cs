using System.Net;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Access;

/// <summary>Every route of the real program is called over HTTP as everybody; who is let in is what the documentation says.</summary>
public sealed class RouteMatrixTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Routes_LetInWhomTheDocumentationSays()
    {
        var expected = DocumentedMatrix.Read("Routes");
        var recordId = await ImportAsync();
        using var visitors = await Visitors.OfAsync(app);
        var actual = new List<(string Name, IReadOnlyList<string> Cells)>();
        foreach (var route in KnownRoutes.Of(app.Services).Where(r => !r.IsOpen))
        {
            var cells = new List<string>();
            foreach (var visitor in visitors.Names)
            {
                cells.Add(await CallAsync(visitors[visitor], route, recordId));
            }

            actual.Add((route.Name, cells));
        }

        Assert.True(visitors.Names.SequenceEqual(expected.Visitors), $"The columns must be: {string.Join(" | ", visitors.Names)}");
        Assert.True(
            DocumentedMatrix.Text(actual) == DocumentedMatrix.Text(expected.Rows.Select(r => (r.Key, r.Value))),
            $"Whom routes let in is not what {DocumentedMatrix.Path} says. Either a route lets in the wrong people, or its table must be:\n{DocumentedMatrix.Text(actual)}");
    }

    [Fact]
    public async Task OpenRoutes_RefuseNobody()
    {
        using var nobody = app.Anonymous();
        foreach (var route in KnownRoutes.Of(app.Services).Where(r => r.IsOpen))
        {
            using var answer = await nobody.SendAsync(RouteExamples.Of(route, 0));

            Assert.True(
                answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError),
                $"{route.Name} answers {(int)answer.StatusCode} to somebody who is not signed in.");
        }
    }

    /// <summary>yes, no, or the status of something that is not there.</summary>
    private static async Task<string> CallAsync(HttpClient visitor, KnownRoute route, long recordId)
    {
        using var request = RouteExamples.Of(route, recordId);
        using var answer = await visitor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True((int)answer.StatusCode < 500 || answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{route.Name} answers {(int)answer.StatusCode}.");
        Assert.True(answer.StatusCode != HttpStatusCode.TooManyRequests, $"{route.Name} was called too often.");
        var isSentAway = answer.StatusCode == HttpStatusCode.Found
            && new[] { "/sign-in", "/not-allowed", "/no-access" }.Any(p => (answer.Headers.Location?.OriginalString ?? "").Contains(p, StringComparison.Ordinal));
        return isSentAway || answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? "no"
            : answer.StatusCode == HttpStatusCode.NotFound ? "404"
            : "yes";
    }

    private async Task<long> ImportAsync()
    {
        using var log = new MemoryStream(Encoding.UTF8.GetBytes("""{"timestamp":"2026-10-01T05:00:00Z","request_id":"matrix","tenant_id":"acme","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":5}""" + "\n"));
        await app.Services.GetRequiredService<UsageImporter>().ImportStreamAsync(log, new ImportRequest(ImportSource.Api, "matrix"), Actor.System("test", "cli"), CancellationToken.None);
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return await context.UsageRecords.Where(r => r.RequestId == "matrix").Select(r => r.Id).SingleAsync();
    }
}
