using FinOps.Core.Runs;
using FinOps.Core.Usage;

namespace FinOps.Tests.Runs;

/// <summary>The tree of a run's calls.</summary>
public sealed class RunTreeTests
{
    [Fact]
    public void Of_CallsWithParents_PutsEachBelowItsParent()
    {
        var tree = RunTree.Of([Call(1, "a", null, 10), Call(2, "b", null, 5), Call(3, "c", "a", 3), Call(4, "d", "c", 2), Call(5, "e", "a", 1)]);

        Assert.Equal([(1L, 0, 16L), (3, 1, 5), (4, 2, 2), (5, 1, 1), (2, 0, 5)], tree.Select(n => (n.Call.Id, n.Depth, n.WithChildrenNanos)));
    }

    [Fact]
    public void Of_ParentsOutsideTheRun_MakesThemRoots() =>
        Assert.Equal([(1L, 0), (2, 0)], RunTree.Of([Call(1, "a", "gateway-7", 1), Call(2, null, "also-elsewhere", 1)]).Select(n => (n.Call.Id, n.Depth)));

    [Fact]
    public void Of_Circles_ShowsEveryCallOnce()
    {
        var tree = RunTree.Of([Call(1, "a", "b", 1), Call(2, "b", "a", 2), Call(3, "c", "c", 4), Call(4, "d", "b", 8)]);

        Assert.Equal([1L, 2, 3, 4], tree.Select(n => n.Call.Id).Order());
        Assert.Equal(15, tree.Where(n => n.Depth == 0).Sum(n => n.WithChildrenNanos));
    }

    [Fact]
    public void Of_ALongChain_DoesNotGoToTheBottomOfTheStack()
    {
        var tree = RunTree.Of([.. Enumerable.Range(0, 2_000).Select(i => Call(i, $"c{i}", i == 0 ? null : $"c{i - 1}", 1))]);

        Assert.Equal((1_999, 2_000L), (tree[^1].Depth, tree[0].WithChildrenNanos));
    }

    [Fact]
    public void Of_RepeatedRequestIds_KeepsAll() =>
        Assert.Equal(3, RunTree.Of([Call(1, "a", null, 1), Call(2, "a", null, 1), Call(3, "b", "a", 1)]).Count);

    private static RunCall Call(long id, string? request, string? parent, long nanos) => new()
    {
        Id = id, AtMicros = id, LatencyMs = 1, Status = UsageStatus.Success, RequestId = request, ParentRequestId = parent, Step = null, ModelId = 0, FeatureId = 0, IsUnpriced = false,
        InputTokens = 0, CacheReadTokens = 0, OutputTokens = 0, PromptNanos = nanos, ToolNanos = 0, MemoryNanos = 0, ResponseNanos = 0, UnsplitNanos = 0,
    };
}
