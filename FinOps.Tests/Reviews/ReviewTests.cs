using FinOps.Core.Access;
using FinOps.Core.Derivations;
using FinOps.Core.Reviews;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Reviews;

/// <summary>Architecture reviews: raised once, settled by people, opened again when a feature gets worse.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private Lab lab = null!;

    private ReviewWatch Watch => lab.Get<ReviewWatch>();

    private ReviewEditor Editor => lab.Get<ReviewEditor>();

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());

        // 40 sessions of 10,000 output tokens at $15 a million: $0.15 each. Those of search cost $0.015.
        await SessionsAsync("chat", 40, 10_000);
        await SessionsAsync("search", 40, 1_000);
        await SessionsAsync("rare", 19, 100_000);
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task LookAsync_OnADearFeature_RaisesOneReviewOnce()
    {
        Assert.Equal(1, await Watch.LookAsync(Lab.Tester, default));
        Assert.Equal(0, await Watch.LookAsync(Lab.Tester, default));

        var row = Assert.Single(await lab.Get<ReviewQueries>().ListAsync(TenantScope.All, default));
        Assert.Equal(("chat", ReviewState.Open, 150_000_000L, 150_000_000L, 40L), (row.Feature, row.Review.State, row.Review.RaisedNanos, row.Review.LatestNanos, row.Review.LatestSessions));
        Assert.Single(await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "review.raise")));
    }

    [Theory]
    [InlineData(ReviewState.Accepted, 16_000, false)]
    [InlineData(ReviewState.Accepted, 16_100, true)]
    [InlineData(ReviewState.Resolved, 16_100, true)]
    [InlineData(ReviewState.InReview, 16_100, false)]
    public async Task LookAsync_AfterTheFeatureGotDearer_OpensASettledReviewAgain(ReviewState state, int tokensOfMore, bool isOpened)
    {
        await Watch.LookAsync(Lab.Tester, default);
        var row = Assert.Single(await lab.Get<ReviewQueries>().ListAsync(TenantScope.All, default));
        Assert.IsType<ReviewChange.Saved>(await Editor.SaveAsync(new ReviewDraft(row.Review.Id, state, "Ada", "wanted", row.Review.Version), Lab.Tester, default));

        // 20 sessions of 16,000 tokens beside the 40 of 10,000: 12,000 on average, just 20 % more.
        await SessionsAsync("chat", 20, tokensOfMore, "more");
        var opened = await Watch.LookAsync(Lab.Tester, default);

        var review = Assert.Single(await lab.Get<ReviewQueries>().ListAsync(TenantScope.All, default)).Review;
        Assert.Equal(isOpened ? 1 : 0, opened);
        Assert.Equal((isOpened ? ReviewState.Open : state, isOpened ? 1 : 0), (review.State, review.Reopened));
        Assert.Equal("Ada", review.Owner);
    }

    [Fact]
    public async Task SaveAsync_OfWhatIsIncomplete_TellsTheFault()
    {
        await Watch.LookAsync(Lab.Tester, default);
        var review = Assert.Single(await lab.Get<ReviewQueries>().ListAsync(TenantScope.All, default)).Review;

        async Task<string> FaultAsync(ReviewState state, string owner, string note) =>
            Assert.Single(Assert.IsType<ReviewChange.Invalid>(await Editor.SaveAsync(new ReviewDraft(review.Id, state, owner, note, review.Version), Lab.Tester, default)).Faults).Field;

        Assert.Equal("Owner", await FaultAsync(ReviewState.InReview, " ", ""));
        Assert.Equal("Note", await FaultAsync(ReviewState.Accepted, "Ada", " "));
        Assert.Equal("Note", await FaultAsync(ReviewState.Open, "", new string('x', 1_025)));
        Assert.Equal("Owner", await FaultAsync(ReviewState.Open, new string('x', 257), ""));
        Assert.IsType<ReviewChange.Missing>(await Editor.SaveAsync(new ReviewDraft(999, ReviewState.Open, "", "", 0), Lab.Tester, default));
    }

    [Fact]
    public async Task SaveAsync_AfterSomebodyElse_IsAConflict()
    {
        await Watch.LookAsync(Lab.Tester, default);
        var review = Assert.Single(await lab.Get<ReviewQueries>().ListAsync(TenantScope.All, default)).Review;
        Assert.IsType<ReviewChange.Saved>(await Editor.SaveAsync(new ReviewDraft(review.Id, ReviewState.InReview, "Ada", "", review.Version), Lab.Tester, default));

        var conflict = Assert.IsType<ReviewChange.Conflict>(await Editor.SaveAsync(new ReviewDraft(review.Id, ReviewState.Accepted, "Bob", "fine", review.Version), Lab.Tester, default));

        Assert.Equal(Lab.Tester.Name, conflict.ChangedBy);
        Assert.Equal("Ada", Assert.Single(await lab.Get<ReviewQueries>().ListAsync(TenantScope.All, default)).Review.Owner);
    }

    [Fact]
    public async Task Reviews_ForWhoSeesSomeTenants_AreClosed()
    {
        var some = Lab.Tester with { Tenants = TenantScope.Of(["acme"]) };

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<ReviewQueries>().ListAsync(some.Sees, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.SaveAsync(new ReviewDraft(1, ReviewState.Open, "", "", 0), some, default));
    }

    private async Task SessionsAsync(string feature, int count, int outputTokens, string name = "s")
    {
        await lab.ImportAsync($"{feature}-{name}.ndjson", Enumerable.Range(0, count).Select(i => new LogLine($"{feature}-{name}-{i}")
        {
            Feature = feature, Session = $"{feature}-{name}-{i}", Origin = "user", Input = 0, Output = outputTokens, AtUtc = new DateTime(2026, 10, 14, 9, 0, 0, DateTimeKind.Utc).AddMinutes(i),
        }.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
    }
}
