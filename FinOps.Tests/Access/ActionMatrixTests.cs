using System.Reflection;
using FinOps.Core.Access;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Access;

/// <summary>Every method of Core that takes an actor is called as each role; who is refused is what the documentation says.</summary>
public sealed class ActionMatrixTests
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static readonly TenantScope Some = TenantScope.Of(Visitors.SomeTenants);

    private static readonly List<(string Name, Actor Actor)> Actors =
    [
        .. Role.All.Select(r => (r.Name, Of(new HeldRole(r, TenantScope.All, RoleOrigin.Grant, null)))),
        ("Customer success, some tenants", Of(new HeldRole(Role.Find("Customer success")!, Some, RoleOrigin.Grant, null))),
        ("Admin, some tenants", Of(new HeldRole(Role.Find("Admin")!, Some, RoleOrigin.Grant, null))),
        ("No role", Of()),
        .. ApiScope.All.Select(s => ($"Key: {s}", new Actor("key:lfk_00000000", "test", "api", ApiScope.PermissionsOf([s])))),
        ("Key: admin, some tenants", new Actor("key:lfk_00000000", "test", "api", ApiScope.PermissionsOf([ApiScope.Admin])) { Tenants = Some }),
    ];

    public static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(Actor).Assembly.GetTypes()
        where type.IsVisible && type != typeof(Actor)
        from method in type.GetMethods(Declared)
        where !method.IsSpecialName && method.GetParameters().Any(p => p.ParameterType == typeof(Actor))
        select method;

    [Fact]
    public async Task Actions_AreRefusedToWhomTheDocumentationSays()
    {
        var expected = DocumentedMatrix.Read("Actions");
        var exempt = DocumentedMatrix.ReadList("Actions without a permission of their own");
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var methods = Methods().GroupBy(NameOf).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var actual = new List<(string Name, IReadOnlyList<string> Cells)>();
        foreach (var method in methods.Where(m => !exempt.Contains(m.Key)))
        {
            // Who reads something before the permission is demanded meets the canceled token there: such a method is called once more without it.
            var cells = await CallAsync(lab, method, canceled: true);
            if (!cells.Contains("no"))
            {
                cells = await CallAsync(lab, method, canceled: false);
            }

            actual.Add((method.Key, cells));
        }

        var hint = $"The table of actions in {DocumentedMatrix.Path} must be:\n{DocumentedMatrix.Text(actual)}\n"
            + "A new method that takes an actor demands a permission first; where that is somebody else's task, name it below the table with the reason.";
        Assert.True(Actors.Select(a => a.Name).SequenceEqual(expected.Visitors), $"The columns must be: {string.Join(" | ", Actors.Select(a => a.Name))}");
        Assert.True(DocumentedMatrix.Text(actual) == DocumentedMatrix.Text(expected.Rows.Select(r => (r.Key, r.Value))), hint);
        Assert.Empty(exempt.Except(methods.Select(m => m.Key)));
    }

    private static async Task<List<string>> CallAsync(Lab lab, IEnumerable<MethodInfo> overloads, bool canceled)
    {
        var cells = new List<string>();
        foreach (var (_, actor) in Actors)
        {
            var isAllowed = false;
            foreach (var overload in overloads)
            {
                isAllowed |= !await IsRefusedAsync(lab, overload, actor, canceled);
            }

            cells.Add(isAllowed ? "yes" : "no");
        }

        return cells;
    }

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static Actor Of(params HeldRole[] roles)
    {
        var access = new PersonAccess(roles, isDisabled: false);
        return new Actor("https://id.example|test", "test", Actor.Web, access.Permissions) { Tenants = access.Tenants, Scopes = access.Scopes, ProvedAt = DateTimeOffset.MaxValue };
    }

    /// <summary>A stream demands its permission when it is read.</summary>
    private static Task BeginAsync(object? result) =>
        result?.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)) is { } stream
            ? (Task)typeof(ActionMatrixTests).GetMethod(nameof(FirstAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(stream.GetGenericArguments()).Invoke(null, [result])!
            : Task.CompletedTask;

    private static async Task FirstAsync<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (var _ in stream)
        {
            break;
        }
    }

    /// <summary>Calls with what comes to hand: whoever may not is refused before anything else is looked at, and the canceled token lets the others do nothing.</summary>
    private static async Task<bool> IsRefusedAsync(Lab lab, MethodInfo method, Actor actor, bool canceled)
    {
        try
        {
            var target = method.IsStatic ? null : lab.Get(method.DeclaringType!);
            var result = method.Invoke(target, [.. method.GetParameters().Select(p => p.ParameterType == typeof(Actor) ? actor
                : p.ParameterType == typeof(CancellationToken) ? new CancellationToken(canceled) : AnyValue.Of(p.ParameterType))]);
            await (result as Task ?? BeginAsync(result));

            return false;
        }
        catch (TargetInvocationException e) when (e.InnerException is UnauthorizedAccessException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (Exception e) when (e is not InvalidOperationException { Source: "Microsoft.Extensions.DependencyInjection.Abstractions" })
        {
            // Canceled, or not content with the arguments: the actor was let through.
            return false;
        }
    }
}
