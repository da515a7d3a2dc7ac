using System.Reflection;
using System.Runtime.CompilerServices;
using FinOps.Core.Costs;

namespace FinOps.Tests.Data;

/// <summary>
/// Every SQL statement that the product writes by hand. The convention: they are members of classes whose name ends in
/// <c>SqlServerSql</c> (SQL Server only), <c>SqliteSql</c> (SQLite only) or just <c>Sql</c> (the same text on both). A class whose members
/// take more than the samples below know has a static method <c>Examples</c> that returns what they build. A member with a flag
/// <c>isSqlServer</c> builds different texts for the two.
/// </summary>
internal sealed record HandWrittenSql(Type Owner, string Member, string Text, bool? Only = null)
{
    private const BindingFlags Members = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public bool IsForSqlServer => Only != false && !Owner.Name.EndsWith("SqliteSql", StringComparison.Ordinal);

    public bool IsForSqlite => Only != true && !Owner.Name.EndsWith("SqlServerSql", StringComparison.Ordinal);

    public bool IsCreate => Text.TrimStart().StartsWith("CREATE", StringComparison.Ordinal);

    public static IReadOnlyList<HandWrittenSql> All =>
    [
        .. new[] { typeof(Core.CoreServices).Assembly, Assembly.Load("FinOps.Jobs"), Assembly.Load("FinOps.Web") }
            .SelectMany(a => a.GetTypes())
            .Where(t => t.IsClass && t.Name.EndsWith("Sql", StringComparison.Ordinal))
            .SelectMany(Of),
    ];

    public override string ToString() => $"{Owner.Name}.{Member}";

    private static IEnumerable<HandWrittenSql> Of(Type owner)
    {
        var instance = owner.IsAbstract ? null : Activator.CreateInstance(owner, Combinations(owner.GetConstructors(Members)[0].GetParameters()).First());
        var examples = owner.GetMethod("Examples", Members);
        if (examples is not null)
        {
            foreach (var text in (IEnumerable<string>)examples.Invoke(null, null)!)
            {
                yield return new HandWrittenSql(owner, "Examples", text);
            }
        }

        foreach (var field in owner.GetFields(Members).Where(f => f.FieldType == typeof(string) && !f.IsPrivate))
        {
            yield return new HandWrittenSql(owner, field.Name, (string)field.GetValue(instance)!);
        }

        foreach (var property in owner.GetProperties(Members).Where(p => p.PropertyType == typeof(string) && p.GetMethod is { IsPrivate: false }))
        {
            yield return new HandWrittenSql(owner, property.Name, (string)property.GetValue(instance)!);
        }

        foreach (var method in owner.GetMethods(Members).Where(m => IsStatementBuilder(m, examples is not null)))
        {
            var parameters = method.GetParameters();
            var flag = Array.FindIndex(parameters, p => p.Name == "isSqlServer");
            foreach (var arguments in Combinations(parameters))
            {
                yield return new HandWrittenSql(owner, method.Name, (string)method.Invoke(method.IsStatic ? null : instance, arguments)!, flag < 0 ? null : (bool)arguments[flag]);
            }
        }
    }

    private static bool IsStatementBuilder(MethodInfo method, bool hasExamples) =>
        method.ReturnType == typeof(string) && !method.IsPrivate && !method.IsSpecialName && method.Name != nameof(ToString)
        && !method.IsDefined(typeof(CompilerGeneratedAttribute), false)
        && !(hasExamples && method.GetParameters().Length > 0);

    private static IEnumerable<object[]> Combinations(ParameterInfo[] parameters) => parameters.Aggregate<ParameterInfo, IEnumerable<object[]>>(
        [[]],
        (rows, parameter) => rows.SelectMany(row => Samples(parameter.ParameterType, parameter.Member).Select(s => row.Append(s).ToArray())).ToList());

    private static readonly object[] Filters =
    [
        Array.Empty<(CubeKeys, IReadOnlyList<int>)>(),
        new (CubeKeys, IReadOnlyList<int>)[] { (CubeKeys.Tenant, [1, 2]), (CubeKeys.Status, []) },
    ];

    private static IEnumerable<object> Samples(Type type, MemberInfo member) => type switch
    {
        _ when type == typeof(int) => [1, 3],
        _ when type == typeof(bool) => [false, true],
        _ when type == typeof(byte) => [(byte)17],
        _ when type == typeof(CubeKeys) => [CubeKeys.None, CubeKeys.Tenant, CubeKeys.Feature | CubeKeys.Model | CubeKeys.Status],
        _ when type == typeof(CubeRange) => [new CubeRange(Cube.TenantDay, 20_000, 20_003), new CubeRange(Cube.FeatureHour, 480_000, 490_000)],
        _ when type == typeof(RecordRange) => [new RecordRange(0, 1), new RecordRange(1_700_000_000_000_000, 1_700_003_600_000_001)],
        _ when type == typeof(IReadOnlyList<(CubeKeys, IReadOnlyList<int>)>) => Filters,
        _ when type == typeof(long) => [1_700_000_000_000_000],
        _ when type == typeof(IReadOnlyList<Measure>) => [Measures.All, new[] { Measure.Requests, Measure.OutputCostNanos }],
        _ when type == typeof(IReadOnlyList<int>) => [Enumerable.Range(1, 9).ToArray()],
        _ when type == typeof(Cube) => Cube.Families.SelectMany(f => f),
        _ when type == typeof(CellKey) => [new CellKey(1, 2, 3, 4, 5, 6, 7, 8, 9, 1)],
        _ when type == typeof(long[]) => [Enumerable.Range(-5, Measures.Count).Select(i => (long)i).ToArray()],
        _ when type == typeof((int, int, long)) => [(1, 2, -3L)],
        _ when type.IsEnum => Enum.GetValues(type).Cast<object>(),
        _ => throw new NotSupportedException($"{member.DeclaringType!.Name}.{member.Name} takes a {type.Name}: give the class a static method Examples() that returns the statements it builds."),
    };
}
