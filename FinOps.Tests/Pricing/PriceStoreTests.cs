using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Tests.Data;
using FinOps.Tests.SignIn;
using Microsoft.Extensions.Time.Testing;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

/// <summary>Catalog, book and editor on a real SQLite file.</summary>
public sealed class PriceStoreTests : IAsyncLifetime
{
    private static readonly Actor Manager = Actor.System("Ada", "test");

    private readonly TestDatabase database = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    private PriceBook Book => field ??= new PriceBook(database, time);

    private PriceCatalog Catalog => new(database, Book, time);

    private PriceEditor Editor => new(database, Book, TestAccess.StepUp(time), time);

    public Task InitializeAsync() => database.CreateAsync();

    public Task DisposeAsync()
    {
        Book.Dispose();
        return database.DisposeAsync().AsTask();
    }

    [Fact]
    public async Task Seed_TheSecondTime_AddsNothing()
    {
        Assert.Equal(PriceCatalog.Rows.Count, await Catalog.SeedAsync(CancellationToken.None));
        Assert.Equal(0, await Catalog.SeedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Seed_AChangedRow_AddsAVersionThatSupersedes()
    {
        await Catalog.SeedAsync([Row("m", 1m), Row("n", 1m)], default);
        var old = Assert.Single((await Book.CurrentAsync(default)).Prices, p => p.ModelPattern == "m");

        Assert.Equal(1, await Catalog.SeedAsync([Row("m", 2m), Row("n", 1m)], default));
        Assert.Equal(0, await Catalog.SeedAsync([Row("m", 2m), Row("n", 1m)], default));

        var book = await Book.CurrentAsync(default);
        var inForce = book.For("openai", "m").At(At("2026-01-01"), out _)!;
        Assert.Equal((2_000_000_000, old.Id), (inForce.Rates.InputPer1M, inForce.SupersedesId));
        Assert.Contains(book.Prices, p => p.Id == old.Id);
    }

    [Fact]
    public async Task Seed_ARowThatNowEnds_DoesNotReviveTheOpenOne()
    {
        await Catalog.SeedAsync([Row("m", 1m)], default);
        await Catalog.SeedAsync([Row("m", 1m, to: "2025-06-01")], default);

        Assert.Null((await Book.CurrentAsync(default)).For("openai", "m").At(At("2025-06-01"), out _));
    }

    [Fact]
    public async Task Current_WhileNothingChanges_IsTheSameSnapshot()
    {
        await Catalog.SeedAsync([Row("m")], default);
        var first = await Book.CurrentAsync(default);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Same(first, await Book.CurrentAsync(default));
    }

    [Fact]
    public async Task Current_AfterAnotherProcessAddedAPrice_SeesItWithinASecond()
    {
        await Book.CurrentAsync(default);
        using var other = new PriceBook(database, time);
        await new PriceCatalog(database, other, time).SeedAsync([Row("m")], default);

        Assert.Empty((await Book.CurrentAsync(default)).Prices);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single((await Book.CurrentAsync(default)).Prices);
    }

    [Fact]
    public async Task Add_ASoundDraft_IsInForceAtOnce()
    {
        var saved = Assert.IsType<PriceSaveResult.Saved>(await Editor.AddAsync(Draft(), Manager, default));

        var price = (await Book.CurrentAsync(default)).For("gemini", "house-model").At(At("2026-01-01"), out _)!;
        Assert.Equal((saved.PriceId, PriceKind.Own, "google", "Ada", "New supplier"), (price.Id, price.Kind, price.Provider, price.CreatedBy, price.Note));
        Assert.Equal((123_456_789, 500_000), (price.Rates.InputPer1M, price.BatchFactorPpm));
    }

    [Fact]
    public async Task Add_AnEmptyDraft_TellsEveryFaultAtItsField()
    {
        var draft = new PriceDraft
        {
            Kind = PriceKind.Catalog,
            Rates = { CacheReadPer1M = -1m, CacheWrite5mPer1M = 0.0000000001m },
            ContextTiers = { new ContextTierDraft { Rates = { OutputPer1M = 1m } } },
            Currency = "EUR",
            DailyFrom = new TimeOnly(1, 0),
            BatchFactor = 101m,
            ValidToUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };

        var faults = Assert.IsType<PriceSaveResult.Invalid>(await Editor.AddAsync(draft, Manager, default)).Faults.Select(f => f.Field);

        Assert.Equal(
            [
                "BatchFactor", "ContextTiers[0].Rates.CacheReadPer1M", "ContextTiers[0].Rates.CacheWrite5mPer1M", "ContextTiers[0].Threshold", "DailyTo", "Kind", "ModelPattern",
                "Provider", "Rates.CacheReadPer1M", "Rates.CacheWrite5mPer1M", "Rates.InputPer1M", "Reason", "UsdPerUnit", "ValidFromUtc",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Add_ADraftWithEverything_IsStoredAsItWasMeant()
    {
        var draft = Draft();
        (draft.HostScope, draft.Tier, draft.BatchFactor) = (" Data-Zone/EU ", ServiceTier.Fast, null);
        (draft.Rates.ReasoningPer1M, draft.Rates.OutputImagePer1M) = (3m, 40m);
        draft.ContextTiers = [Beyond(500_000, 5m), Beyond(200_000, 2m)];
        (draft.DailyFrom, draft.DailyTo, draft.WeekDays) = (new TimeOnly(16, 30), new TimeOnly(0, 30), 0b0111110);
        (draft.Currency, draft.UsdPerUnit, draft.RequestsUsdPer1K) = ("eur", 1.08m, 0.5m);

        var id = Assert.IsType<PriceSaveResult.Saved>(await Editor.AddAsync(draft, Manager, default)).PriceId;

        await using var context = database.CreateDbContext();
        var stored = context.Prices.Single(p => p.Id == id);
        Assert.Equal<(string, ServiceTier?, int?, int?, byte)>(("data-zone/eu", ServiceTier.Fast, 990, 30, 0b0111110), (stored.HostScope, stored.Tier, stored.DailyFromMinute, stored.DailyToMinute, stored.WeekDays));
        Assert.Equal<(string, long?, long?)>(("EUR", 1_080_000_000, 500_000_000), (stored.Currency, stored.UsdPerUnitNanos, stored.RequestsPer1K));
        Assert.Equal<(long?, long?)>((3_000_000_000, 40_000_000_000), (stored.Rates.ReasoningPer1M, stored.Rates.OutputImagePer1M));
        Assert.Equal([(200_000, 2_000_000_000), (500_000, 5_000_000_000)], stored.ContextTiers.OrderBy(t => t.Threshold).Select(t => (t.Threshold, t.Rates.ReasoningPer1M!.Value)));

        static ContextTierDraft Beyond(int tokens, decimal usd) =>
            new() { Threshold = tokens, Rates = { InputPer1M = usd, OutputPer1M = usd, ReasoningPer1M = usd, OutputImagePer1M = usd } };
    }

    [Fact]
    public async Task Add_ADiscountWithRates_IsRefused()
    {
        var draft = Draft();
        draft.DiscountPercent = 15m;

        var faults = Assert.IsType<PriceSaveResult.Invalid>(await Editor.AddAsync(draft, Manager, default)).Faults.Select(f => f.Field);

        Assert.Equal(["BatchFactor", "DiscountPercent", "Rates.InputPer1M"], faults.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("(", "ModelPattern")]
    [InlineData("(?=a)b", "ModelPattern")]
    public async Task Add_ARegularExpressionThatCannotBeUsed_IsRefused(string pattern, string field)
    {
        var draft = Draft();
        (draft.Match, draft.ModelPattern) = (ModelMatch.Regex, pattern);

        Assert.Equal(field, Assert.Single(Assert.IsType<PriceSaveResult.Invalid>(await Editor.AddAsync(draft, Manager, default)).Faults).Field);
    }

    [Fact]
    public async Task Add_ASecondPriceWithTheSameStart_IsRefused()
    {
        await Editor.AddAsync(Draft(), Manager, default);

        Assert.Equal("ValidFromUtc", Assert.Single(Assert.IsType<PriceSaveResult.Invalid>(await Editor.AddAsync(Draft(), Manager, default)).Faults).Field);
    }

    [Fact]
    public async Task Add_ACorrectionOfAPriceThatWasCorrectedMeanwhile_IsRefused()
    {
        var first = Assert.IsType<PriceSaveResult.Saved>(await Editor.AddAsync(Draft(), Manager, default));
        var correction = Draft();
        correction.SupersedesId = first.PriceId;

        Assert.IsType<PriceSaveResult.Saved>(await Editor.AddAsync(correction, Manager, default));
        var fault = Assert.Single(Assert.IsType<PriceSaveResult.Invalid>(await Editor.AddAsync(correction, Manager, default)).Faults);

        Assert.Equal(nameof(PriceDraft.SupersedesId), fault.Field);
        Assert.Contains("Ada", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_WithoutThePermission_Throws()
    {
        var viewer = new Actor("v", "Viewer", "test", new HashSet<Permission> { Permission.ViewCosts });

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.AddAsync(Draft(), viewer, default));
    }

    private static PriceDraft Draft() => new()
    {
        Provider = "Gemini",
        ModelPattern = "house-model",
        Rates = { InputPer1M = 0.123456789m, OutputPer1M = 2m },
        BatchFactor = 0.5m,
        ValidFromUtc = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        Reason = "New supplier",
    };
}
