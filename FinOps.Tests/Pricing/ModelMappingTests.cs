using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Tests.Data;
using FinOps.Tests.SignIn;
using Microsoft.Extensions.Time.Testing;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

public sealed class ModelMappingTests : IAsyncLifetime
{
    private static readonly Actor Manager = Actor.System("Ada", "test");

    private readonly TestDatabase database = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    private PriceBook Book => field ??= new PriceBook(database, time);

    private ModelMappingEditor Editor => new(database, Book, TestAccess.StepUp(time), time);

    private ModelMappingQueries Queries => new(Book, time);

    public async Task InitializeAsync()
    {
        await database.CreateAsync();
        await new PriceCatalog(database, Book, time).SeedAsync([Row("gpt-5", provider: "azure")], default);
    }

    public Task DisposeAsync()
    {
        Book.Dispose();
        return database.DisposeAsync().AsTask();
    }

    [Fact]
    public async Task Add_ADeployment_IsPricedAsItsModelAtOnce()
    {
        Assert.IsType<ModelMappingResult.Saved>(await Editor.AddAsync(Draft(), Manager, default));

        var reason = (await Book.CurrentAsync(default)).For("azure_openai", "Prod-Chat").At(At("2026-01-01"), ServiceTier.Standard, out var choice);
        Assert.Equal(("gpt-5", "Ada", "our deployment"), (choice.Price!.ModelPattern, choice.Mapping!.CreatedBy, choice.Mapping.Reason));
        Assert.Equal(FinOps.Core.Usage.UnpricedReason.None, reason);
    }

    [Fact]
    public async Task Add_AnEnd_EndsTheMappingAndKeepsItsHistory()
    {
        await Editor.AddAsync(Draft(), Manager, default);
        var end = Draft();
        (end.Name, end.BaseModel, end.ValidFromUtc) = ("PROD-chat", "", new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.IsType<ModelMappingResult.Saved>(await Editor.AddAsync(end, Manager, default));

        var name = Assert.Single(await Queries.AllAsync(default));
        Assert.Equal(("azure", null, 2), (name.Provider, name.Current, name.History.Count));
        var prices = (await Book.CurrentAsync(default)).For("azure", "prod-chat");
        Assert.NotNull(prices.At(At("2026-06-01") - 1, out _));
        Assert.Null(prices.At(At("2026-06-01"), out _));
    }

    [Fact]
    public async Task Add_AnEmptyDraft_TellsEveryFaultAtItsField() =>
        Assert.Equal(["Name", "Provider", "Reason", "ValidFromUtc"], await FaultsAsync(new ModelMappingDraft()));

    [Theory]
    [InlineData("gpt-9")]
    [InlineData("PROD-CHAT")]
    [InlineData("")]
    public async Task Add_AModelThatCannotBe_IsRefusedAtTheModel(string model)
    {
        var draft = Draft();
        draft.BaseModel = model;

        Assert.All(await FaultsAsync(draft), field => Assert.Equal("BaseModel", field));
    }

    [Fact]
    public async Task Add_WithoutThePermission_Throws()
    {
        var viewer = new Actor("v", "Viewer", "test", new HashSet<Permission> { Permission.ViewCosts });

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.AddAsync(Draft(), viewer, default));
    }

    private async Task<IReadOnlyList<string>> FaultsAsync(ModelMappingDraft draft) =>
        [.. Assert.IsType<ModelMappingResult.Invalid>(await Editor.AddAsync(draft, Manager, default)).Faults.Select(f => f.Field).Order(StringComparer.Ordinal)];

    private static ModelMappingDraft Draft() => new()
    {
        Provider = "Azure OpenAI",
        Name = "prod-chat",
        BaseModel = "gpt-5",
        Kind = ModelMappingKind.Deployment,
        ValidFromUtc = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        Reason = "our deployment",
    };
}
