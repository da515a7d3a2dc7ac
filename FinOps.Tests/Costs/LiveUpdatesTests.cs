using Bunit;
using FinOps.Core.Costs;
using FinOps.Tests.Shell;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Costs;

public sealed class LiveUpdatesTests : ShellContext
{
    private readonly CostFeed feed = new();
    private readonly List<long> shown = [];
    private TaskCompletionSource? slow;

    public LiveUpdatesTests() => Services.AddSingleton(feed);

    private PageVisibility Visibility => Services.GetRequiredService<PageVisibility>();

    [Fact]
    public async Task Change_Announced_ReloadsAtOnceAndThenRests()
    {
        var live = Show();

        feed.Publish(1);
        live.WaitForAssertion(() => Assert.Equal([1], shown));
        feed.Publish(2);
        feed.Publish(3);
        Assert.Equal([1], shown);

        Assert.True(await AfterARestAsync([1, 3]) >= TimeSpan.FromMilliseconds(700));
    }

    [Fact]
    public async Task Changes_FasterThanRefreshes_AreShownToTheLast()
    {
        var live = Show();
        slow = new();
        feed.Publish(1);
        live.WaitForAssertion(() => Assert.Equal([1], shown));
        for (var version = 2; version <= 50; version++)
        {
            feed.Publish(version);
        }

        // Still reading: all of them wait for one more refresh.
        Assert.Equal([1], shown);
        slow.SetResult();
        slow = null;

        await AfterARestAsync([1, 50]);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([1, 50], shown);
    }

    [Fact]
    public async Task Refresh_ThatTookLong_IsFollowedByALongerRest()
    {
        var live = Show();
        slow = new();
        feed.Publish(1);
        live.WaitForAssertion(() => Assert.Equal([1], shown));
        Time.Advance(TimeSpan.FromSeconds(5));
        slow.SetResult();
        slow = null;
        feed.Publish(2);

        Assert.True(await AfterARestAsync([1, 2]) >= TimeSpan.FromMilliseconds(1_300));
    }

    [Fact]
    public void Page_ThatNobodySees_WaitsAndCatchesUpWhenItIsShown()
    {
        var live = Show();
        Visibility.Set(true);

        feed.Publish(1);
        feed.Publish(2);
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(shown);

        Visibility.Set(false);

        live.WaitForAssertion(() => Assert.Equal([2], shown));
    }

    [Fact]
    public void Page_ShownAgainWithoutNews_DoesNotReload()
    {
        Show();
        Visibility.Set(true);
        Visibility.Set(false);

        Assert.Empty(shown);
    }

    [Fact]
    public void Change_WhilePaused_WaitsForTheButton()
    {
        var live = Show();
        live.Find("button").Click();
        Assert.Equal("true", live.Find("button").GetAttribute("aria-pressed"));

        feed.Publish(1);
        live.WaitForAssertion(() => Assert.Contains("new data waits", live.Markup, StringComparison.Ordinal));
        Assert.Empty(shown);

        live.Find("button").Click();

        live.WaitForAssertion(() => Assert.Equal([1], shown));
        Assert.DoesNotContain("new data waits", live.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_ThatIsGone_HearsNothing()
    {
        var live = Show();
        feed.Publish(1);
        live.WaitForAssertion(() => Assert.Equal([1], shown));
        live.Instance.Dispose();

        feed.Publish(2);
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([1], shown);
    }

    /// <summary>Moves the clock in steps until something holds; returns how far it was moved.</summary>
    private async Task<TimeSpan> AfterARestAsync(IReadOnlyList<long> expected)
    {
        var step = TimeSpan.FromMilliseconds(100);
        var moved = TimeSpan.Zero;
        for (; !shown.SequenceEqual(expected) && moved < TimeSpan.FromMinutes(1); moved += step)
        {
            Time.Advance(step);
            await Task.Delay(20);
        }

        Assert.Equal(expected, shown);
        return moved;
    }

    private IRenderedComponent<LiveUpdates> Show()
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return Render<LiveUpdates>(p => p.Add(l => l.OnChanged, () =>
        {
            shown.Add(feed.Version);
            return slow?.Task ?? Task.CompletedTask;
        }));
    }
}
