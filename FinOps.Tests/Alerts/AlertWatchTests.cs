using FinOps.Core.Alerts;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Alerts;

/// <summary>What no transaction causes is noticed, once.</summary>
public sealed class AlertWatchTests : IAsyncLifetime
{
    private Lab lab = null!;

    private AlertWatch Watch => lab.Get<AlertWatch>();

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task RunAsync_WhenUsageStaysAway_TellsOnceAndThatItIsBack()
    {
        await UsageAsync("first", LabPrices.Even, "acme", "chat");
        Assert.Equal(0, await Watch.RunAsync(default));
        lab.Clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(1, await Watch.RunAsync(default));
        lab.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await Watch.RunAsync(default));
        Assert.Null(Assert.Single(await AlertsAsync(AlertKind.StaleData)).RecoveredAtMicros);

        await UsageAsync("second", LabPrices.Even, "acme", "chat");
        Assert.Equal(0, await Watch.RunAsync(default));
        Assert.NotNull(Assert.Single(await AlertsAsync(AlertKind.StaleData)).RecoveredAtMicros);
    }

    [Fact]
    public async Task RunAsync_OnUsageOfLongAgo_SaysNothing()
    {
        await UsageAsync("old", LabPrices.Unknown, "", "");
        lab.Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal(0, await Watch.RunAsync(default));
    }

    [Fact]
    public async Task RunAsync_OnAModelWithoutAPrice_TellsOnceADayUntilItHasOne()
    {
        await UsageAsync("first", LabPrices.Unknown, "acme", "chat");
        Assert.Equal(1, await Watch.RunAsync(default));
        await UsageAsync("second", LabPrices.Unknown, "acme", "chat");
        Assert.Equal(0, await Watch.RunAsync(default));

        lab.Clock.Advance(TimeSpan.FromDays(1));
        await UsageAsync("third", LabPrices.Unknown, "acme", "chat");
        Assert.Equal(1, await Watch.RunAsync(default));

        lab.Clock.Advance(TimeSpan.FromDays(3));
        await UsageAsync("fourth", LabPrices.Even, "acme", "chat");
        await Watch.RunAsync(default);
        Assert.All(await AlertsAsync(AlertKind.UnpricedModel), a => Assert.NotNull(a.RecoveredAtMicros));
    }

    [Theory]
    [InlineData("acme", "chat", 0)]
    [InlineData("", "chat", 1)]
    [InlineData("acme", "", 1)]
    public async Task RunAsync_OnSpendThatNamesNobody_TellsOnceADay(string tenant, string feature, int alerts)
    {
        await UsageAsync("first", LabPrices.Even, tenant, feature);
        lab.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(alerts, await Watch.RunAsync(default));
        lab.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await Watch.RunAsync(default));
        Assert.Equal(alerts, (await AlertsAsync(AlertKind.UntaggedShare)).Count);
    }

    [Fact]
    public async Task Import_ThatFails_IsToldInItsOwnTransaction()
    {
        await lab.ImportAsync("broken.jsonl.gz", [0x1f, 0x8b]);

        var alert = Assert.Single(await AlertsAsync(AlertKind.FailedImport));
        Assert.Equal("Import of broken.jsonl.gz failed", alert.Title);
    }

    private Task<List<Alert>> AlertsAsync(AlertKind kind) => lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == kind).OrderBy(a => a.Id).AsNoTracking());

    private Task UsageAsync(string name, string model, string tenant, string feature) => lab.ImportAsync(
        name + ".jsonl", [.. Enumerable.Range(0, 20).Select(i =>
            $$"""{"timestamp":"{{lab.Clock.GetUtcNow().AddMinutes(-i):yyyy-MM-ddTHH:mm:ssZ}}","request_id":"{{name}}-{{i}}","provider":"lab","model":"{{model}}","tenant_id":"{{tenant}}","feature_id":"{{feature}}","input_tokens":100000,"output_tokens":100000}""")]);
}
