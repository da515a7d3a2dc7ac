using Bunit;
using FinOps.Core.Costs;
using FinOps.Tests.Shell;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Costs;

public sealed class LiveUpdatesTests : ShellContext
{
    private readonly CostFeed feed = new();
    private int reloads;

    public LiveUpdatesTests() => Services.AddSingleton(feed);

    [Fact]
    public void Change_Announced_ReloadsAtOnceAndThenRests()
    {
        var live = Show();

        feed.Publish(1);
        live.WaitForAssertion(() => Assert.Equal(1, reloads));
        feed.Publish(2);
        feed.Publish(3);
        Assert.Equal(1, reloads);

        live.WaitForAssertion(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(700));
            Assert.Equal(2, reloads);
        });
    }

    [Fact]
    public void Change_WhilePaused_WaitsForTheButton()
    {
        var live = Show();
        live.Find("button").Click();
        Assert.Equal("true", live.Find("button").GetAttribute("aria-pressed"));

        feed.Publish(1);
        live.WaitForAssertion(() => Assert.Contains("new data waits", live.Markup, StringComparison.Ordinal));
        Assert.Equal(0, reloads);

        live.Find("button").Click();

        Assert.Equal(1, reloads);
    }

    private IRenderedComponent<LiveUpdates> Show()
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return Render<LiveUpdates>(p => p.Add(l => l.OnChanged, () =>
        {
            reloads++;
            return Task.CompletedTask;
        }));
    }
}
