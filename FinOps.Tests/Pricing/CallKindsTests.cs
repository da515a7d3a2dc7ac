using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Pricing;

/// <summary>Which kinds of calls a model has is learned from the newest calls, and from then on from what comes in.</summary>
public sealed class CallKindsTests : IAsyncLifetime
{
    private Lab lab = null!;

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task Kinds_AskedAfterEachImport_CountEveryCallOnce()
    {
        await lab.ImportAsync("one.ndjson", [Line("a", "default"), Line("b", "default")]);
        Assert.Equal([(ServiceTier.Standard, 2)], await KindsAsync(TenantScope.All));

        await lab.ImportAsync("two.ndjson", [Line("c", "batch"), Line("d", "batch"), Line("e", "batch"), Line("a", "default")]);
        Assert.Equal([(ServiceTier.Batch, 3), (ServiceTier.Standard, 2)], await KindsAsync(TenantScope.All));

        lab.Clock.Advance(TimeSpan.FromMinutes(2));
        await lab.ImportAsync("three.ndjson", [Line("f", "default")]);
        Assert.Equal([(ServiceTier.Standard, 3), (ServiceTier.Batch, 3)], await KindsAsync(TenantScope.All));
    }

    [Fact]
    public async Task Kinds_OfAScope_AreThoseOfItsOwnCalls()
    {
        await lab.ImportAsync("one.ndjson", [Line("a", "default", "mine"), Line("b", "batch", "other")]);
        Assert.Equal(2, (await KindsAsync(TenantScope.All)).Count);
        Assert.Equal([(ServiceTier.Standard, 1)], await KindsAsync(TenantScope.Of(["mine"])));

        await lab.ImportAsync("two.ndjson", [Line("c", "batch", "other"), Line("d", "default", "mine")]);

        Assert.Equal([(ServiceTier.Standard, 2)], await KindsAsync(TenantScope.Of(["mine"])));
        Assert.Equal(2, (await KindsAsync(TenantScope.All)).Count);
    }

    private static string Line(string id, string tier, string tenant = "acme") =>
        $$"""{"timestamp":"2026-10-14T09:00:00Z","request_id":"{{id}}","tenant_id":"{{tenant}}","provider":"lab","model":"even-1","service_tier":"{{tier}}","input_tokens":10,"output_tokens":5}""";

    private async Task<List<(ServiceTier, long)>> KindsAsync(TenantScope scope) =>
        [.. Assert.Single(await lab.Get<PriceQueries>().InUseAsync(scope, default)).Kinds.Select(k => (k.Tier, k.Calls))];
}
