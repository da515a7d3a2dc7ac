using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Pricing.Claims;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Pricing.Claims;

/// <summary>Claims in stored usage: the sums by model and day, and the cause that a sample of the calls tells.</summary>
public sealed class ClaimQueriesTests : IAsyncLifetime
{
    private static readonly DateTime From = new(2026, 10, 12, 0, 0, 0, DateTimeKind.Utc);

    private Lab lab = null!;

    private ClaimQueries Claims => lab.Get<ClaimQueries>();

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task DaysAsync_OfLogsWithClaims_SumsJustTheCallsThatCarryOne()
    {
        var lines = Lines(40);
        await lab.ImportAsync("claims.ndjson", lines.Select((l, i) => i % 2 == 0 ? WithClaim(l, l.CostNanos * 2) : l.ToJson()));

        var days = await Claims.DaysAsync(From, From.AddDays(2), [], TenantScope.All, default);

        Assert.Equal([new DateOnly(2026, 10, 13), new DateOnly(2026, 10, 12)], days.Select(d => d.Day));
        var claimed = lines.Where((_, i) => i % 2 == 0).Where(l => l.AtUtc.Day == 12).ToList();
        Assert.Equal((claimed.Sum(l => l.CostNanos) * 2, claimed.Sum(l => l.CostNanos)), (days[1].ClaimedNanos, days[1].OursNanos));
        Assert.True(days[1].IsFlagged);
        Assert.Equal(1.0, days[1].Share);
    }

    [Fact]
    public async Task CauseAsync_OfADay_IsFoundFromItsCalls()
    {
        // Even-1: $3 in, $15 out; cached tokens are claimed as plain input.
        await lab.ImportAsync("cached.ndjson", Lines(40, cacheRead: 700).Select(l => WithClaim(l, (l.Input * 3_000L) + (l.Output * 15_000L))));

        var day = (await Claims.DaysAsync(From, From.AddDays(1), [], TenantScope.All, default))[0];
        var finding = await Claims.CauseAsync(day, [], TenantScope.All, default);

        Assert.Equal(ClaimCause.CacheAsInput, finding!.Cause);
        Assert.Equal(finding.Sampled, finding.Matched);
        Assert.Equal(20, finding.Sampled);
    }

    [Fact]
    public async Task CauseAsync_OfAnOldPrice_NamesIt()
    {
        var old = LabPrices.Of(LabPrices.Even, new() { InputPer1M = 4_000_000_000, OutputPer1M = 16_000_000_000 }, new DateTime(2019, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await lab.AddPricesAsync([old]);
        await lab.ImportAsync("old.ndjson", Lines(40).Select(l => WithClaim(l, (l.Input * 4_000L) + (l.Output * 16_000L))));

        var finding = await Claims.CauseAsync((await Claims.DaysAsync(From, From.AddDays(1), [], TenantScope.All, default))[0], [], TenantScope.All, default);

        Assert.Equal((ClaimCause.OtherPrice, old.Id), (finding!.Cause, finding.OtherPrice!.Id));
    }

    [Fact]
    public async Task CauseAsync_OfATenant_IsThatOfItsOwnCalls()
    {
        // One sender forgets the cache, the other adds a markup.
        var lines = Lines(40, cacheRead: 700);
        await lab.ImportAsync("two.ndjson", lines.Select((l, i) => i % 2 == 0
            ? WithClaim(l with { Tenant = "forgetful" }, (l.Input * 3_000L) + (l.Output * 15_000L))
            : WithClaim(l with { Tenant = "dear" }, l.CostNanos * 12 / 10)));

        Assert.Equal(ClaimCause.CacheAsInput, await CauseOfAsync("forgetful"));
        Assert.Equal(ClaimCause.ConstantFactor, await CauseOfAsync("dear"));

        async Task<ClaimCause> CauseOfAsync(string tenant)
        {
            CostFilter[] filters = [new(CostDimension.Tenant, [tenant])];
            return (await Claims.CauseAsync((await Claims.DaysAsync(From, From.AddDays(1), filters, TenantScope.All, default))[0], filters, TenantScope.All, default))!.Cause;
        }
    }

    [Fact]
    public async Task CauseAsync_WithoutAPriceOfOurs_SaysSo()
    {
        await lab.ImportAsync("unpriced.ndjson", Lines(10).Select(l => WithClaim(l with { Model = LabPrices.Unknown }, 5_000_000)));

        var day = (await Claims.DaysAsync(From, From.AddDays(1), [], TenantScope.All, default))[0];

        Assert.Equal((0L, true), (day.OursNanos, day.IsFlagged));
        Assert.Equal(ClaimCause.Unpriced, (await Claims.CauseAsync(day, [], TenantScope.All, default))!.Cause);
    }

    [Fact]
    public async Task CauseAsync_OfClaimsThatAgree_IsNothing()
    {
        await lab.ImportAsync("equal.ndjson", Lines(10).Select(l => WithClaim(l, l.CostNanos)));

        var day = (await Claims.DaysAsync(From, From.AddDays(1), [], TenantScope.All, default))[0];

        Assert.False(day.IsFlagged);
        Assert.Null(await Claims.CauseAsync(day, [], TenantScope.All, default));
    }

    private static List<LogLine> Lines(int count, int cacheRead = 0) =>
    [
        .. Enumerable.Range(0, count).Select(i => new LogLine($"claim-{i}")
        {
            AtUtc = From.AddMinutes(i * 2880 / count),
            Input = 1_000 + (i * 37),
            Output = 100 + i,
            CacheRead = cacheRead,
        }),
    ];

    private static string WithClaim(LogLine line, long nanos) =>
        line.ToJson().TrimEnd('}') + string.Create(System.Globalization.CultureInfo.InvariantCulture, $",\"cost_usd\":\"{nanos / 1_000_000_000m}\"}}");
}
