using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace FinOps.Tests.Architecture;

/// <summary>Who calls whom in an assembly, read from its compiled code: calls, lambdas, the bodies of async methods and iterators, and implementations of its interfaces.</summary>
internal sealed class CallGraph
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(c => c.Value);
    private readonly Dictionary<MethodBase, List<MethodBase>> callees = [];
    private readonly Dictionary<MethodBase, List<MethodBase>> implementations = [];

    public CallGraph(Assembly assembly)
    {
        var types = assembly.GetTypes();
        foreach (var type in types.Where(t => t is { IsInterface: false, ContainsGenericParameters: false }))
        {
            foreach (var contract in type.GetInterfaces().Where(i => i.Assembly == assembly))
            {
                var map = type.GetInterfaceMap(contract);
                for (var i = 0; i < map.InterfaceMethods.Length; i++)
                {
                    Add(implementations, map.InterfaceMethods[i], map.TargetMethods[i]);
                }
            }
        }

        Methods = [.. types.SelectMany(t => t.GetMethods(Everything).Cast<MethodBase>().Concat(t.GetConstructors(Everything)))];
        foreach (var method in Methods)
        {
            callees[method] = [.. CalledBy(method).Distinct()];
        }
    }

    public IReadOnlyList<MethodBase> Methods { get; }

    /// <summary>The methods that a method calls itself, those of its lambdas and its state machine included.</summary>
    public IReadOnlyList<MethodBase> CalleesOf(MethodBase method) => callees.GetValueOrDefault(method) ?? [];

    /// <summary>Everything that a method may reach, itself included; what <paramref name="isBorder"/> names is reached and not gone through.</summary>
    public HashSet<MethodBase> Reach(MethodBase from, Func<MethodBase, bool> isBorder)
    {
        var reached = new HashSet<MethodBase> { from };
        var open = new Stack<MethodBase>([from]);
        while (open.TryPop(out var next))
        {
            foreach (var callee in isBorder(next) ? [] : CalleesOf(next).Concat(implementations.GetValueOrDefault(next) ?? []))
            {
                if (reached.Add(callee))
                {
                    open.Push(callee);
                }
            }
        }

        return reached;
    }

    private static void Add(Dictionary<MethodBase, List<MethodBase>> to, MethodBase key, MethodBase value)
    {
        if (!to.TryGetValue(key, out var list))
        {
            to[key] = list = [];
        }

        list.Add(value);
    }

    private static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
        {
            foreach (var step in machine.StateMachineType.GetMethods(Everything))
            {
                yield return step;
            }
        }

        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        for (var at = 0; at < code.Length;)
        {
            var op = code[at] == 0xFE ? Codes[(short)(0xFE00 | code[at + 1])] : Codes[code[at]];
            at += op.Size;
            if (op.OperandType is OperandType.InlineMethod or OperandType.InlineTok && Resolve(method, BitConverter.ToInt32(code, at)) is { } called)
            {
                yield return called;
            }

            at += op.OperandType == OperandType.InlineSwitch ? 4 + (4 * BitConverter.ToInt32(code, at)) : SizeOf(op.OperandType);
        }
    }

    private static int SizeOf(OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static MethodBase? Resolve(MethodBase from, int token)
    {
        var typeArguments = from.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = from is { IsGenericMethod: true } ? from.GetGenericArguments() : null;
        var called = from.Module.ResolveMember(token, typeArguments, methodArguments) as MethodBase;
        return called is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : called;
    }
}
