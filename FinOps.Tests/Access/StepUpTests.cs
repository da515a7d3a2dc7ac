using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Tests.Data;
using FinOps.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Access;

public sealed class StepUpTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));

    private Actor Person => new("iss|ada", "Ada", "web", new HashSet<Permission>(Permissions.All)) { ProvedAt = time.GetUtcNow() };

    [Fact]
    public void Proof_CountsUpToTheTick()
    {
        var (person, stepUp) = (Person, TestAccess.StepUp(time));

        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(stepUp.Check(person));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.FromMinutes(10), stepUp.Check(person)!.Within);
    }

    [Fact]
    public void Proof_OfAnUnknownOrFutureTime_DoesNotCount()
    {
        var stepUp = TestAccess.StepUp(time);

        Assert.NotNull(stepUp.Check(Person with { ProvedAt = null }));
        Assert.NotNull(stepUp.Check(Person with { ProvedAt = time.GetUtcNow().AddMinutes(3) }));
        Assert.Null(stepUp.Check(Person with { ProvedAt = time.GetUtcNow().AddMinutes(1) }));
    }

    [Theory]
    [InlineData("api")]
    [InlineData("cli")]
    [InlineData("job")]
    public void Proof_OfMachines_IsNotAsked(string via) =>
        Assert.Null(TestAccess.StepUp(time).Check(new Actor("x", "X", via, new HashSet<Permission>())));

    [Fact]
    public async Task PriceEdit_WithAnOldProof_StoresNothing()
    {
        await using var database = new TestDatabase();
        await database.CreateAsync();
        using var book = new PriceBook(database, time);
        var stepUp = TestAccess.StepUp(time);
        var stale = Person with { ProvedAt = time.GetUtcNow().AddHours(-1) };
        var mapping = new ModelMappingDraft { Provider = "openai", Name = "ours", BaseModel = "gpt-4o", ValidFromUtc = DateTime.UnixEpoch, Reason = "r" };

        var price = await new PriceEditor(database, book, stepUp, time).AddAsync(new PriceDraft(), stale, default);
        var mapped = await new ModelMappingEditor(database, book, stepUp, time).AddAsync(mapping, stale, default);
        var both = new PriceAs(database, new(database), book, new(database, book, stepUp, time), new(database, book, stepUp, time), time);
        var asOther = await both.ApplyAsync(new PriceAsDraft { Provider = "openai", Model = "ours", SourceProvider = "openai", SourceModel = "gpt-4o", ValidFromUtc = DateTime.UnixEpoch, Reason = "r" }, stale, default);

        Assert.IsType<PriceSaveResult.Unproved>(price);
        Assert.IsType<ModelMappingResult.Unproved>(mapped);
        Assert.NotNull(asOther.Proof);
        await using var context = database.CreateDbContext();
        Assert.False(await context.Prices.AnyAsync());
        Assert.False(await context.ModelMappings.AnyAsync());
    }
}
