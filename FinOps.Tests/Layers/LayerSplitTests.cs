using FinOps.Core.Layers;
using FinOps.Core.Pricing;

namespace FinOps.Tests.Layers;

public sealed class LayerSplitTests
{
    [Fact]
    public void Of_ACall_TakesCachedTokensFromThePromptFirst()
    {
        var usage = new UsageQuantities(1_000, 300, 100, 50, 200, 1, 0, ServiceTier.Standard);

        var rows = LayerSplit.Of(new LayerTokens(400, 200, 300, 100), usage, new UsageCost(5_500, 300, 1_875, 3_000, 77));

        Assert.Equal(["Plain input", "Cache read", "Cache write", "Output", "Fees"], rows.Select(r => r.Bucket));
        var (input, read, write) = (rows[0], rows[1], rows[2]);
        Assert.Equal((300, 0, 0), (read.Prompt.Tokens, read.Tool.Tokens, read.Memory.Tokens));
        Assert.Equal((100, 0, 50), (write.Prompt.Tokens, write.Tool.Tokens, write.Memory.Tokens));
        Assert.Equal((0, 200, 250, 100), (input.Prompt.Tokens, input.Tool.Tokens, input.Memory.Tokens, input.Unsplit.Tokens));
        Assert.Equal((1_250L, 625L), (write.Prompt.Nanos, write.Memory.Nanos));
        Assert.Equal((200, 3_000L), (rows[3].Response.Tokens, rows[3].Response.Nanos));
        Assert.Equal(77, rows[4].Tool.Nanos);
    }

    [Fact]
    public void Of_AnyCall_SumsToItsLayers()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var tokens = new LayerTokens(random.Next(5_000), random.Next(3_000), random.Next(3_000), random.Next(2_000));
            var read = random.Next(tokens.Total + 1);
            var write = random.Next(tokens.Total - read + 1);
            var usage = new UsageQuantities(tokens.Total, read, write, 0, random.Next(2_000), 0, 0, ServiceTier.Standard);
            var cost = new UsageCost(random.Next(1_000_000), read == 0 ? 0 : random.Next(1_000_000), write == 0 ? 0 : random.Next(1_000_000), random.Next(1_000_000), random.Next(5_000));

            var rows = LayerSplit.Of(tokens, usage, cost);
            var whole = LayerAllocator.Allocate(tokens, usage, cost);

            Assert.Equal(whole, new LayerCost(rows.Sum(r => r.Prompt.Nanos), rows.Sum(r => r.Tool.Nanos), rows.Sum(r => r.Memory.Nanos), rows.Sum(r => r.Unsplit.Nanos), rows.Sum(r => r.Response.Nanos)));
            Assert.Equal(tokens.Total, rows.Sum(r => r.Prompt.Tokens + r.Tool.Tokens + r.Memory.Tokens + r.Unsplit.Tokens));
        }
    }
}
