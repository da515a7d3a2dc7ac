using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Usage;

namespace FinOps.Tests.Demo;

public sealed class DemoStoryTests
{
    private static readonly long Friday = Instants.ToMicros(new DateTime(2026, 11, 20, 18, 0, 0, DateTimeKind.Utc));
    private static readonly DemoStory Story = DemoStory.EndingAt(Friday);
    private static readonly Lazy<List<List<DemoCall>>> Days = new(() => [.. Enumerable.Range(0, DemoStory.Days).Select(day => new DemoDay(Story, day).Calls())]);

    private static IReadOnlyList<DemoCall> Calls { get; } = [.. Days.Value.SelectMany(day => day)];

    [Fact]
    public void Story_Whole_HasItsSizeAndItsCast()
    {
        Assert.InRange(Calls.Count, 150_000, 250_000);
        Assert.Equal(Calls.Count, Calls.Select(call => call.RequestId).Distinct().Count());
        Assert.Equal(40, DemoTenant.All.Select(tenant => tenant.Key).Distinct().Count());
        Assert.Equal(40, Calls.Select(call => call.Tenant).Where(key => key is not null).Distinct().Count());
        Assert.Equal(12, Calls.Select(call => call.Feature).Where(key => key is not null).Distinct().Count());
        Assert.Equal(["enterprise", "free", "pro"], DemoTenant.All.Select(tenant => tenant.Tier).Distinct().Order());
        Assert.All(DemoTenant.All, tenant => Assert.StartsWith(DemoTenant.KeyPrefix, tenant.Key, StringComparison.Ordinal));
    }

    [Fact]
    public void Story_Usage_IsSkewedGrowsAndRestsAtWeekends()
    {
        var tenants = Calls.GroupBy(call => call.Tenant).Select(group => group.Count()).OrderDescending().ToList();
        var weekdays = Days.Value.Where((_, day) => Weekday(day) is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Select(calls => calls.Count).ToList();
        var sundays = Days.Value.Where((_, day) => Weekday(day) == DayOfWeek.Sunday).Select(calls => calls.Count).ToList();

        Assert.True(tenants.Take(4).Sum() > 0.5 * Calls.Count);
        Assert.True(sundays.Average() < 0.5 * weekdays.Average());
        Assert.True(weekdays.Skip(30).Take(10).Average() > 1.15 * weekdays.Take(10).Average());
    }

    [Fact]
    public void Story_FreemiumTenant_HasAThousandSmallUsers()
    {
        var users = Calls.Where(call => call.Tenant == "demo-paperlark" && call.User is not null)
            .GroupBy(call => call.User).Select(group => group.Count()).ToList();

        Assert.True(users.Count > 1_000);
        Assert.True(users.Max() < 0.02 * users.Sum());
    }

    [Fact]
    public void Story_AbusiveTenant_UsesAboutTenTimesItsTokensInTheEnd()
    {
        var days = Days.Value.Select(day => day.Where(call => call.Tenant == "demo-copperjay").Sum(call => (double)call.InputTokens)).ToList();
        var usual = days.Take(DemoStory.AbuseFromDay).Average();

        Assert.All(days.Skip(DemoStory.AbuseFromDay), tokens => Assert.InRange(tokens / usual, 6, 25));
    }

    [Fact]
    public void Story_ThreadSummaries_MoveToADearerModelOnce()
    {
        var models = Days.Value.Select(day => day.Where(call => call.Feature == DemoFeature.ThreadSummary && call.ParentRequestId is null)
            .Select(call => call.Model).Distinct().Single()).ToList();

        Assert.All(models.Take(DemoStory.UpgradeDay), model => Assert.Equal(DemoModel.GptMini, model));
        Assert.All(models.Skip(DemoStory.UpgradeDay), model => Assert.Equal(DemoModel.Gpt, model));
    }

    [Fact]
    public void Story_ReportWriter_PromptGrows()
    {
        double Prompt(int from) => Days.Value.Skip(from).Take(10).SelectMany(day => day).Where(call => call.Feature == DemoFeature.ReportWriter).Average(call => call.PromptTokens);

        Assert.InRange(Prompt(50) / Prompt(0), 1.8, 2.3);
    }

    [Fact]
    public void Story_FailedAttempts_AreFollowedByACallThatNamesThem()
    {
        var statuses = Calls.CountBy(call => call.Status).ToDictionary();
        var byId = Calls.ToDictionary(call => call.RequestId);
        var children = Calls.Where(call => call.ParentRequestId is not null).ToList();

        Assert.Equal(Enum.GetValues<UsageStatus>(), statuses.Keys.Order());
        Assert.InRange(statuses[UsageStatus.Success], 0.95 * Calls.Count, 0.99 * Calls.Count);
        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.Contains(byId[child.ParentRequestId!].Status, new[] { UsageStatus.Retry, UsageStatus.Fallback, UsageStatus.Timeout }));
    }

    [Fact]
    public void Story_SomeCalls_AreUnsplitUnattributedOrUnknownToThePriceBook()
    {
        Assert.InRange(Share(call => !call.HasLayers), 0.03, 0.15);
        Assert.InRange(Share(call => call.Tenant is null || call.Feature is null), 0.002, 0.02);
        Assert.InRange(Share(call => call.Model == DemoModel.SafetyScreen), 0.001, 0.05);
        Assert.InRange(Share(call => call.Model.Claim is not null), 0.1, 0.6);
        Assert.Contains(Calls, call => call is { IsBatch: true, Origin: RequestOrigin.Scheduled });
        Assert.Contains(Calls, call => call.Environment == "staging");
        Assert.Contains(Calls, call => call is { AgentRun: not null, WorkflowStep: "plan" });
    }

    private static DayOfWeek Weekday(int day) => DateTime.UnixEpoch.AddDays(Story.StartDay + day).DayOfWeek;

    private static double Share(Func<DemoCall, bool> predicate) => Calls.Count(predicate) / (double)Calls.Count;
}
