using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Pricing;

/// <summary>Pricing the calls of an unknown model as a known one: what the preview says is what it costs afterwards.</summary>
public sealed class PriceAsTests : IAsyncLifetime
{
    private Lab lab = null!;

    private PriceAs As => lab.Get<PriceAs>();

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("unknown.ndjson", Enumerable.Range(0, 30).Select(i =>
            new LogLine($"u-{i}") { Model = LabPrices.Unknown, AtUtc = new DateTime(2026, 10, 1 + i, 12, 0, 0, DateTimeKind.Utc), Input = 1_000 + i, CacheRead = 100, Output = 50 + i }.ToJson()).Take(20));
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Preview_OfAWish_IsWhatItCostsAfterwards(bool isMapping)
    {
        var draft = Draft(isMapping);

        var preview = await As.PreviewAsync(draft, TenantScope.All, default);
        Assert.Empty((await As.ApplyAsync(draft, Lab.Tester, default)).Faults);
        var priced = await lab.Get<UnpricedRecords>().PriceAsync(default);

        Assert.Equal((20, 20, false), (preview!.Waiting, preview.Priced, preview.IsEstimate));
        Assert.Equal((preview.Priced, preview.CostNanos), (priced.Records, priced.CostNanos));
        Assert.NotEqual(0, preview.CostNanos);
    }

    [Fact]
    public async Task Preview_FromALaterDay_CountsOnlyTheCallsSince()
    {
        var draft = Draft(isMapping: false);
        draft.ValidFromUtc = new DateTime(2026, 10, 11, 0, 0, 0, DateTimeKind.Utc);

        Assert.Equal(10, (await As.PreviewAsync(draft, TenantScope.All, default))!.Waiting);
    }

    [Fact]
    public async Task Preview_OfAModelWithoutAPrice_IsNone()
    {
        var draft = Draft(isMapping: true);
        draft.SourceModel = "nothing-like-it";

        Assert.Null(await As.PreviewAsync(draft, TenantScope.All, default));
    }

    [Fact]
    public async Task Apply_OfACopy_AddsAnOwnPriceWithItsSource()
    {
        await As.ApplyAsync(Draft(isMapping: false), Lab.Tester, default);

        var price = (await lab.ReadAsync(c => c.Prices.Where(p => p.ModelPattern == LabPrices.Unknown).AsNoTracking()))[0];
        Assert.Equal((PriceKind.Own, LabPrices.Provider, $"as lab {LabPrices.Odd}", "the same weights"), (price.Kind, price.Provider, price.Source, price.Note));
        Assert.Equal(LabPrices.RatesOf(LabPrices.Odd).CacheWrite1hPer1M, price.Rates.CacheWrite1hPer1M);
    }

    [Fact]
    public async Task Apply_OfAMappingToAnotherProvider_IsRefusedWithTheCure()
    {
        var draft = Draft(isMapping: true);
        draft.Provider = "in-house";

        var fault = Assert.Single((await As.ApplyAsync(draft, Lab.Tester, default)).Faults);

        Assert.Equal(nameof(PriceAsDraft.SourceModel), fault.Field);
        Assert.Contains("Copy the price", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Apply_WithoutAReason_IsRefusedAtTheField(bool isMapping)
    {
        var draft = Draft(isMapping);
        draft.Reason = " ";

        Assert.Equal(nameof(PriceAsDraft.Reason), Assert.Single((await As.ApplyAsync(draft, Lab.Tester, default)).Faults).Field);
    }

    [Fact]
    public async Task Apply_WithoutThePermission_Throws()
    {
        var viewer = new Actor("v", "Viewer", "test", new HashSet<Permission> { Permission.ViewCosts });

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => As.ApplyAsync(Draft(true), viewer, default));
    }

    [Fact]
    public async Task ModelAsync_OfAMappedName_ShowsTheModelsPricesAndTheMapping()
    {
        await As.ApplyAsync(Draft(isMapping: true), Lab.Tester, default);

        var history = await lab.Get<PriceQueries>().ModelAsync(LabPrices.Provider, LabPrices.Unknown, "", ServiceTier.Standard, default);

        Assert.Equal((LabPrices.Odd, UnpricedReason.None), (history.Current.Price!.ModelPattern, history.Reason));
        Assert.Equal(LabPrices.Odd, Assert.Single(history.Versions).Price.ModelPattern);
        Assert.Equal(LabPrices.Odd, Assert.Single(history.Mappings).BaseModel);
    }

    [Fact]
    public async Task AllAsync_OfASupersededPrice_NamesItsSuccessor()
    {
        var old = (await lab.ReadAsync(c => c.Prices.Where(p => p.ModelPattern == LabPrices.Even)))[0];
        var newer = LabPrices.Of(LabPrices.Even, new() { InputPer1M = 1, OutputPer1M = 1 }, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        newer.SupersedesId = old.Id;
        await lab.AddPricesAsync([newer]);

        var version = (await lab.Get<PriceQueries>().AllAsync(default)).Single(v => v.Price.Id == old.Id);

        Assert.Equal((newer.Id, newer.ValidFromMicros, PriceState.Superseded), (version.SupersededBy!.Id, version.EndMicros, version.StateAt(newer.ValidFromMicros)));
        Assert.Equal(PriceState.InForce, version.StateAt(newer.ValidFromMicros - 1));
    }

    private static PriceAsDraft Draft(bool isMapping) => new()
    {
        Provider = LabPrices.Provider,
        Model = LabPrices.Unknown,
        SourceProvider = LabPrices.Provider,
        SourceModel = LabPrices.Odd,
        IsMapping = isMapping,
        ValidFromUtc = new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc),
        Reason = "the same weights",
    };
}
