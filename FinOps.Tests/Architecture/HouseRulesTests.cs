using System.Reflection;
using System.Text.RegularExpressions;
using FinOps.Core.Data;
using FinOps.Jobs;
using FinOps.Web.Host;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace FinOps.Tests.Architecture;

public sealed partial class HouseRulesTests
{
    private const int MaxMethodLines = 50;

    /// <summary>Pages that people see before they are signed in.</summary>
    private static readonly string[] OpenPages = ["SignInPage", "SignInProblemPage", "NoAccessPage", "NotAllowedPage", "NotFoundPage", "ErrorPage"];

    [Theory]
    [InlineData(typeof(DatabaseOptions), "Microsoft.AspNetCore", "Hangfire", "MudBlazor", "Plotly", "FinOps.Web", "FinOps.Jobs")]
    [InlineData(typeof(JobSchedule), "Microsoft.AspNetCore", "MudBlazor", "Plotly", "FinOps.Web")]
    public void Layer_NeedsNothingFromAbove(Type ofLayer, params string[] forbidden)
    {
        var needed = ofLayer.Assembly.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(needed, n => forbidden.Any(f => n.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void Files_StaySmall()
    {
        var tooLong = from path in Repository.Sources(".cs", ".razor")
                      let limit = path.EndsWith(".razor", StringComparison.Ordinal) ? 150 : path.EndsWith(".razor.cs", StringComparison.Ordinal) ? 250 : 400
                      let lines = Repository.Lines(path).Length
                      where lines > limit
                      select $"{path}: {lines} lines, at most {limit}";

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Methods_StaySmall() =>
        Assert.Empty(Repository.Sources(".cs").Where(p => !p.StartsWith("FinOps.Tests/", StringComparison.Ordinal)).SelectMany(LongMethods));

    [Fact]
    public void Plotly_IsNamedOnlyByCharts()
    {
        var named = Repository.Sources(".cs", ".razor")
            .Where(p => p.StartsWith("FinOps.Web/", StringComparison.Ordinal) && !p.StartsWith("FinOps.Web/Charts/", StringComparison.Ordinal))
            .Where(p => Repository.Lines(p).Any(l => l.Contains("Plotly.Blazor", StringComparison.Ordinal)));

        Assert.Empty(named);
    }

    [Fact]
    public void Pages_AskWhoIsThere()
    {
        var pages = typeof(EntryPoint).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).ToList();
        Assert.NotEmpty(pages);

        var open = pages.Where(p => !p.GetCustomAttributes<AuthorizeAttribute>().Any()).Select(p => p.Name);

        Assert.Empty(open.Except(OpenPages));
    }

    [Fact]
    public void Product_IsFinished()
    {
        var unfinished = from path in Repository.Sources(".cs", ".razor")
                         where !path.StartsWith("FinOps.Tests/", StringComparison.Ordinal)
                         where Repository.Lines(path).Any(l => Unfinished().IsMatch(l))
                         select path;

        Assert.Empty(unfinished);
    }

    /// <summary>Members stand at four spaces, because namespaces have no braces; their bodies begin and end with a brace alone at that place.</summary>
    private static IEnumerable<string> LongMethods(string path)
    {
        var lines = Repository.Lines(path);
        for (int i = 1, start = -1; i < lines.Length; i++)
        {
            if (lines[i] == "    {" && !TypeHead().IsMatch(lines[i - 1]))
            {
                start = i;
            }
            else if (lines[i] is "    }" or "    };" && start >= 0)
            {
                if (i - start - 1 > MaxMethodLines)
                {
                    yield return $"{path}({start + 1}): {i - start - 1} lines, at most {MaxMethodLines}";
                }

                start = -1;
            }
        }
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\b")]
    private static partial Regex TypeHead();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b")]
    private static partial Regex Unfinished();
}
