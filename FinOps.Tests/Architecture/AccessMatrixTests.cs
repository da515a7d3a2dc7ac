using System.Reflection;
using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Host;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace FinOps.Tests.Architecture;

/// <summary>The matrix of the documentation, the one of the page and what routes ask for are the same.</summary>
public sealed class AccessMatrixTests
{
    private static readonly IEnumerable<string> Pages =
        from type in typeof(EntryPoint).Assembly.GetTypes()
        from route in type.GetCustomAttributes<RouteAttribute>()
        let policies = type.GetCustomAttributes<AuthorizeAttribute>().Select(a => a.Policy ?? "signed in").Order(StringComparer.Ordinal).ToList()
        where policies.Count > 0
        select $"{route.Template}: {string.Join(", ", policies)}";

    [Fact]
    public void Documentation_HoldsTheMatrixThatTheCodeEnforces()
    {
        var docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "access.md")).ReplaceLineEndings("\n");

        Assert.True(docs.Contains(Table(), StringComparison.Ordinal), $"The table in docs/access.md must be:\n{Table()}");
    }

    [Fact]
    public void Pages_AskForThePermissionOfTheMatrix()
    {
        var documented = ProtectedActions.All.Where(a => a.Path is not null && a.Path != "/jobs").Select(a => $"{a.Path}: {(a.ConcernsAll ? AllTenants.Policy + ", " : "")}{a.Needs}");

        Assert.Equal(documented.Order(StringComparer.Ordinal), Pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Actions_AreAllInTheMatrixOnce()
    {
        var declared = typeof(ProtectedActions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<ProtectedAction>().ToList();

        Assert.NotEmpty(declared);
        Assert.Empty(declared.Except(ProtectedActions.All));
        Assert.Equal(ProtectedActions.All.Count, ProtectedActions.All.Distinct().Count());
    }

    [Fact]
    public void Permissions_AreEachGivenByARole() => Assert.Equal(Permissions.All, Role.All.SelectMany(r => r.Permissions).Distinct().Order());

    /// <summary>The table as the documentation must hold it.</summary>
    private static string Table()
    {
        var rows = ProtectedActions.All.Select(a => $"| {a.Page} | {a.Name}{(a.NeedsProof ? " (with proof)" : "")}{(a is { Path: not null, ConcernsAll: true } ? " (all tenants)" : "")} | `{a.Needs}` | {Marks(a)} |");
        return $"| page | action | permission | {string.Join(" | ", Role.All.Select(r => r.Name))} |\n|---|---|---|{string.Concat(Role.All.Select(_ => "---|"))}\n{string.Join('\n', rows)}\n";
    }

    private static string Marks(ProtectedAction action) => string.Join(" | ", Role.All.Select(r => r.Permissions.Contains(action.Needs) ? "yes" : "no"));
}
