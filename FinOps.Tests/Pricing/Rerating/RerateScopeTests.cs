using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;

namespace FinOps.Tests.Pricing.Rerating;

public sealed class RerateScopeTests
{
    [Theory]
    [InlineData("", "", "openai", "gpt-5", true)]
    [InlineData("openai", "", "OpenAI", "gpt-5", true)]
    [InlineData("azure", "", "azure.ai.openai", "my-deployment", true)]
    [InlineData("openai", "", "azure", "gpt-5", false)]
    [InlineData("openai", "gpt-5", "openai", "GPT-5", true)]
    [InlineData("openai", "gpt-5", "openai", "gpt-5-mini", false)]
    [InlineData("openai", "gpt-5*", "openai", "gpt-5-mini", true)]
    [InlineData("", "*mini", "openai", "gpt-5-mini", true)]
    [InlineData("openai", "gpt-5", "openai", "openai/gpt-5", true)]
    [InlineData("bedrock", "anthropic.claude*", "bedrock", "us.anthropic.claude-opus-4-5", true)]
    [InlineData("openai", "gpt.5", "openai", "gpt-5", false)]
    public void Covers_OfReportedNames_KnowsWhatIsMeant(string provider, string model, string reportedProvider, string reportedModel, bool expected) =>
        Assert.Equal(expected, new RerateScope(provider, model, null, null).Covers(reportedProvider, reportedModel, []));

    [Fact]
    public void Covers_OfADeployment_FollowsItsBaseModels()
    {
        var scope = new RerateScope("azure", "gpt-4o", null, null);

        Assert.True(scope.Covers("azure", "our-chat", ["gpt-4", "gpt-4o"]));
        Assert.False(scope.Covers("azure", "our-chat", ["gpt-4"]));
    }

    [Theory]
    [InlineData(ModelMatch.Exact, "gpt-5", "gpt-5")]
    [InlineData(ModelMatch.Prefix, "gpt-5", "gpt-5*")]
    [InlineData(ModelMatch.Regex, "gpt-[45].*", "")]
    public void Of_APrice_CoversWhatItMayChange(ModelMatch match, string pattern, string model)
    {
        var (from, to) = (new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc));
        var price = new PriceDraft { Provider = "openai", ModelPattern = pattern, Match = match, ValidFromUtc = from, ValidToUtc = to };

        Assert.Equal(new RerateScope("openai", model, from, to), RerateScope.Of(price));
    }
}
