using System.Diagnostics.CodeAnalysis;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FinOps.Tests.Conformance;

/// <summary>A fact that runs once per database; on SQL Server only where there is one.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("FinOps.Tests.Conformance.ConformanceFactDiscoverer", "FinOps.Tests")]
public sealed class ConformanceFactAttribute : FactAttribute;

/// <summary>Marks a class whose tests need a server.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsSqlServerAttribute : Attribute
{
    public const string Variable = "FINOPS_TEST_SQLSERVER";

    /// <summary>Connection string of a server on which a database may be created; null when there is none.</summary>
    public static string? ConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null;
}

/// <summary>Marks a class whose tests start a Redis.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsRedisAttribute : Attribute;

[SuppressMessage("Performance", "CA1812", Justification = "Made by the test runner.")]
internal sealed class ConformanceFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ConformanceTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

internal sealed class ConformanceTestCase : XunitTestCase
{
    [Obsolete("Called by the test runner.", error: true)]
    [SuppressMessage("Design", "CA1041", Justification = "The runner's pattern.")]
    public ConformanceTestCase()
    {
    }

    public ConformanceTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        NeedsSqlServerAttribute.ConnectionString is null && TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsSqlServerAttribute)).Any()
            ? $"{NeedsSqlServerAttribute.Variable} is not set. Give it the connection string of a SQL Server on which a database may be created."
            : RedisServer.Path is null && !RedisServer.IsDemanded && TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsRedisAttribute)).Any()
                ? "redis-server is not on this machine; ./test.sh installs it."
                : base.GetSkipReason(factAttribute);
}
