using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FinOps.Tests.Data;
using FinOps.Tests.SignIn;
using Microsoft.Extensions.Time.Testing;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing.Catalogs;

/// <summary>Comparing and taking over price lists on a real SQLite file.</summary>
public sealed class CatalogImportTests : IAsyncLifetime
{
    private const string Before = """
        { "old":  { "litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "input_cost_per_token_batches": 5e-07, "output_cost_per_token_batches": 1e-06 },
          "same": { "litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
          "gone": { "litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 } }
        """;

    private const string After = """
        { "old":  { "litellm_provider": "openai", "input_cost_per_token": 8e-07, "output_cost_per_token": 2e-06, "cache_read_input_token_cost": 1e-07 },
          "same": { "litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
          "new":  { "litellm_provider": "openai", "input_cost_per_token": 3e-06 } }
        """;

    private static readonly Actor Manager = Actor.System("Ada", "test");
    private static readonly DateTime First = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Second = new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TestDatabase database = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    private PriceBook Book => field ??= new PriceBook(database, time);

    private CatalogImport Import => new(database, Book, TestAccess.StepUp(time), time);

    public Task InitializeAsync() => database.CreateAsync();

    public Task DisposeAsync()
    {
        Book.Dispose();
        return database.DisposeAsync().AsTask();
    }

    [Fact]
    public async Task Diff_OfANewerEdition_TellsNewChangedRemovedAndUnchanged()
    {
        await ApplyAllAsync(Before, First);

        var diff = await Import.DiffAsync(PriceFileReaderTests.Read(After), Second, [], default);

        Assert.Equal(
            ["gone Removed", "new New", "old Changed", "same Unchanged"],
            diff.Changes.Select(c => $"{c.Key.Pattern} {c.Kind}"));
        var old = diff.Changes.Single(c => c.Key.Pattern == "old");
        Assert.Equal(
            ["Input 1000000000 800000000 -20.00", "Cached input - 100000000 -"],
            old.Figures.Where(f => f.IsChange).Select(f => FormattableString.Invariant($"{f.Label} {f.Before?.ToString() ?? "-"} {f.After?.ToString() ?? "-"} {f.Percent?.ToString("0.00") ?? "-"}")));
        Assert.Equal(-20m, old.LargestPercent);
        Assert.Empty(old.Disagreements);
    }

    [Fact]
    public async Task Apply_OfChosenRows_SupersedesFromTheDateAndKeepsWhatTheListCannotSay()
    {
        await ApplyAllAsync(Before, First);
        var file = PriceFileReaderTests.Read(After);
        var diff = await Import.DiffAsync(file, Second, [], default);

        var applied = await ApplyAsync(file, Second, diff.Changes.Where(c => c.Kind is CatalogChangeKind.New or CatalogChangeKind.Changed).Select(c => c.Key));

        Assert.Equal((2, 2, 0), (applied.Rows, applied.Changes, applied.Unchanged));
        var prices = (await Book.CurrentAsync(default)).For("openai", "old");
        var (before, after) = (prices.At(At("2026-06-01") - 1, out _)!, prices.At(At("2026-06-01"), out _)!);
        Assert.Equal((Money.ToNanos(1m), Money.ToNanos(0.8m)), (before.Rates.InputPer1M, after.Rates.InputPer1M));
        Assert.Equal((before.Id, PriceKind.Catalog, "Ada", "as listed", 500_000), (after.SupersedesId, after.Kind, after.CreatedBy, after.Note, after.BatchFactorPpm));
        Assert.NotNull((await Book.CurrentAsync(default)).For("openai", "gone").At(At("2026-07-01"), out _));
        Assert.Null((await Book.CurrentAsync(default)).For("openai", "new").At(At("2026-05-31"), out _));
    }

    [Fact]
    public async Task Apply_TheSecondTime_AddsNothing()
    {
        await ApplyAllAsync(Before, First);

        var again = await ApplyAllAsync(Before, First);

        Assert.Equal((0, 0, 3), (again.Rows, again.Changes, again.Unchanged));
    }

    [Fact]
    public async Task Apply_OfARemovedRow_EndsItsPrice()
    {
        await ApplyAllAsync(Before, First);
        var file = PriceFileReaderTests.Read(After);
        var gone = (await Import.DiffAsync(file, Second, [], default)).Changes.Single(c => c.Kind == CatalogChangeKind.Removed);

        await ApplyAsync(file, Second, [gone.Key]);

        var prices = (await Book.CurrentAsync(default)).For("openai", "gone");
        Assert.NotNull(prices.At(At("2026-06-01") - 1, out _));
        Assert.Null(prices.At(At("2026-06-01"), out var reason));
        Assert.Equal(UnpricedReason.NoPriceAtTime, reason);
        Assert.DoesNotContain((await Import.DiffAsync(file, Second, [], default)).Changes, c => c.Kind == CatalogChangeKind.Removed);
    }

    [Fact]
    public async Task Apply_BesideOwnPrices_LeavesThemAbove()
    {
        await new PriceEditor(database, Book, TestAccess.StepUp(time), time).AddAsync(
            new PriceDraft { Provider = "openai", ModelPattern = "old", Rates = new RatesDraft { InputPer1M = 9m, OutputPer1M = 9m }, ValidFromUtc = First, Reason = "deal" }, Manager, default);

        await ApplyAllAsync(After, Second);

        Assert.Equal(Money.ToNanos(9m), (await Book.CurrentAsync(default)).For("openai", "old").At(At("2026-07-01"), out _)!.Rates.InputPer1M);
    }

    [Fact]
    public async Task Diff_WhereAnotherSourceIsMoreThanOnePercentAway_ShowsBothFigures()
    {
        await ApplyAllAsync(Before, First);
        const string Other = """[ { "id": "openai", "models": [ { "id": "old", "match": { "equals": "old" }, "prices": { "input_mtok": 1.02, "output_mtok": 2.01 } } ] } ]""";

        var change = Assert.Single((await Import.DiffAsync(PriceFileReaderTests.Read(Other), Second, [PriceFileReaderTests.Read(After)], default)).Changes);

        Assert.Equal(
            ["LiteLLM model prices Input 1000000000 1020000000 2.00", "LiteLLM model prices Input 800000000 1020000000 27.50"],
            change.Disagreements.Select(d => FormattableString.Invariant($"{d.Source} {d.Label} {d.Theirs} {d.Listed} {d.Percent:0.00}")));
        Assert.Equal(Money.ToNanos(1.02m), change.Next[0].Rates.InputPer1M);
    }

    [Fact]
    public async Task Apply_OfAnotherList_KeepsWhatItLeavesOutAndAddsNothingTheSecondTime()
    {
        await ApplyAllAsync(After, First);
        const string Other = """[ { "id": "openai", "models": [ { "id": "old", "match": { "equals": "old" }, "prices": { "input_mtok": 2, "output_mtok": 3 } } ] } ]""";

        var first = await ApplyAllAsync(Other, Second);
        var again = await ApplyAllAsync(Other, Second);

        var price = (await Book.CurrentAsync(default)).For("openai", "old").At(At("2026-06-01"), out _)!;
        Assert.Equal((1, 0), (first.Rows, again.Rows));
        Assert.Equal((Money.ToNanos(2), Money.ToNanos(0.1m), "pydantic/genai-prices; LiteLLM model prices"), (price.Rates.InputPer1M, price.Rates.CacheReadPer1M, price.Source));
    }

    [Fact]
    public async Task Apply_OfANameAtOnePlace_TakesItsOtherPlacesAlong()
    {
        await new PriceCatalog(database, Book, time).SeedAsync([Row("anthropic.m-", 1.1m, ModelMatch.Prefix, provider: "bedrock")], default);
        var file = PriceFileReaderTests.Read("""
            { "anthropic.m-1":    { "litellm_provider": "bedrock", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
              "eu.anthropic.m-1": { "litellm_provider": "bedrock", "input_cost_per_token": 1.1e-06, "output_cost_per_token": 2e-06 } }
            """);
        var everywhere = (await Import.DiffAsync(file, Second, [], default)).Changes.Single(c => c.Key.HostScope.Length == 0);

        var applied = await ApplyAsync(file, Second, [everywhere.Key]);
        var again = await ApplyAsync(file, Second, [everywhere.Key]);

        Assert.Equal((2, 0), (applied.Rows, again.Rows));
        var book = await Book.CurrentAsync(default);
        Assert.Equal(Money.ToNanos(1.1m), book.For("bedrock", "eu.anthropic.m-1").At(At("2026-07-01"), out _)!.Rates.InputPer1M);
        Assert.Equal(Money.ToNanos(1m), book.For("bedrock", "anthropic.m-1").At(At("2026-07-01"), out _)!.Rates.InputPer1M);
    }

    [Fact]
    public async Task Apply_WithUnchangedRowsConfirmed_StoresThemOnce()
    {
        await ApplyAllAsync(Before, First);
        var file = PriceFileReaderTests.Read(Before);
        var request = new CatalogImportRequest(Second, "looked up", file.Prices.Select(CatalogKey.Of).ToHashSet()) { ConfirmsUnchanged = true };

        var first = Assert.IsType<CatalogImportResult.Applied>(await Import.ApplyAsync(file, request, Manager, default));
        var again = Assert.IsType<CatalogImportResult.Applied>(await Import.ApplyAsync(file, request, Manager, default));

        Assert.Equal((3, 0), (first.Rows, again.Rows));
        Assert.Equal(At("2026-06-01"), (await Book.CurrentAsync(default)).For("openai", "same").At(At("2026-06-01"), out _)!.ValidFromMicros);
    }

    [Fact]
    public async Task Diff_OfAModelThatAWiderPatternPrices_IsNoNewPrice()
    {
        await new PriceCatalog(database, Book, time).SeedAsync([Row("m-", 1m, ModelMatch.Prefix)], default);
        const string List = """
            { "m-1": { "litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
              "m-2": { "litellm_provider": "openai", "input_cost_per_token": 4e-06, "output_cost_per_token": 2e-06 } }
            """;

        var changes = (await Import.DiffAsync(PriceFileReaderTests.Read(List), Second, [], default)).Changes;

        Assert.Equal(["m-1 Unchanged True", "m-2 Changed True"], changes.Select(c => $"{c.Key.Pattern} {c.Kind} {c.IsPricedByOther}"));
        Assert.Null(changes[1].Next[0].SupersedesId);
    }

    [Fact]
    public async Task Apply_OfDatedPrices_KeepsTheDatesThatAreStillToCome()
    {
        const string List = """
            [ { "id": "openai", "models": [ { "id": "m", "match": { "equals": "m" }, "prices": [
                { "prices": { "input_mtok": 1, "output_mtok": 1 } },
                { "constraint": { "start_date": "2026-03-01" }, "prices": { "input_mtok": 2, "output_mtok": 2 } },
                { "constraint": { "start_date": "2026-09-01" }, "prices": { "input_mtok": 3, "output_mtok": 3 } } ] } ] } ]
            """;

        var applied = await ApplyAllAsync(List, Second);
        var again = await ApplyAllAsync(List, Second);

        Assert.Equal((2, 0), (applied.Rows, again.Rows));
        var prices = (await Book.CurrentAsync(default)).For("openai", "m");
        Assert.Equal(
            [null, Money.ToNanos(2), Money.ToNanos(2), Money.ToNanos(3)],
            new[] { At("2026-05-31"), At("2026-06-01"), At("2026-09-01") - 1, At("2026-09-01") }.Select(at => prices.At(at, out _)?.Rates.InputPer1M));
    }

    [Fact]
    public async Task Apply_WithoutReasonOrChoice_SaysWhatIsMissingAndStoresNothing()
    {
        var request = new CatalogImportRequest(new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc), " ", new HashSet<CatalogKey>());

        var invalid = Assert.IsType<CatalogImportResult.Invalid>(await Import.ApplyAsync(PriceFileReaderTests.Read(After), request, Manager, default));

        Assert.Equal(["Reason", "FromUtc", "Keys"], invalid.Faults.Select(f => f.Field));
        Assert.Empty((await Book.CurrentAsync(default)).Prices);
    }

    [Fact]
    public async Task Apply_ByWhoMayNotManagePrices_IsRefused()
    {
        var viewer = new Actor("v", "Viewer", "web", new HashSet<Permission> { Permission.ViewCosts });
        var request = new CatalogImportRequest(First, "x", new HashSet<CatalogKey>());

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Import.ApplyAsync(PriceFileReaderTests.Read(After), request, viewer, default));
    }

    [Fact]
    public async Task Seed_AfterAnImportWithTheSameStart_LeavesItInForce()
    {
        var catalog = new PriceCatalog(database, Book, time);
        await catalog.SeedAsync([Row("old", 5m, from: "2026-01-01")], default);
        await ApplyAllAsync(Before, First);

        Assert.Equal(0, await catalog.SeedAsync([Row("old", 5m, from: "2026-01-01")], default));

        Assert.Equal(Money.ToNanos(1m), (await Book.CurrentAsync(default)).For("openai", "old").At(At("2026-07-01"), out _)!.Rates.InputPer1M);
    }

    private async Task<CatalogImportResult.Applied> ApplyAllAsync(string list, DateTime from)
    {
        var file = PriceFileReaderTests.Read(list);
        return await ApplyAsync(file, from, file.Prices.Select(CatalogKey.Of));
    }

    private async Task<CatalogImportResult.Applied> ApplyAsync(PriceFile file, DateTime from, IEnumerable<CatalogKey> keys) =>
        Assert.IsType<CatalogImportResult.Applied>(await Import.ApplyAsync(file, new CatalogImportRequest(from, "as listed", keys.ToHashSet()), Manager, default));
}
