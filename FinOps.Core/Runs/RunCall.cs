using System.Linq.Expressions;
using FinOps.Core.Usage;

namespace FinOps.Core.Runs;

/// <summary>One call of a run. Money is nano-USD.</summary>
public sealed record RunCall
{
    public required long Id { get; init; }
    public required long AtMicros { get; init; }
    public required int? LatencyMs { get; init; }
    public required UsageStatus Status { get; init; }
    public required string? RequestId { get; init; }
    public required string? ParentRequestId { get; init; }
    public required string? Step { get; init; }
    public required int ModelId { get; init; }
    public required int FeatureId { get; init; }
    public required bool IsUnpriced { get; init; }
    public required int InputTokens { get; init; }
    public required int CacheReadTokens { get; init; }
    public required int OutputTokens { get; init; }
    public required long PromptNanos { get; init; }
    public required long ToolNanos { get; init; }
    public required long MemoryNanos { get; init; }
    public required long ResponseNanos { get; init; }
    public required long UnsplitNanos { get; init; }

    /// <summary>The model's name; empty where it was not reported.</summary>
    public string Model { get; init; } = "";

    public string Feature { get; init; } = "";

    /// <summary>The five layers together.</summary>
    public long CostNanos => PromptNanos + ToolNanos + MemoryNanos + ResponseNanos + UnsplitNanos;

    internal static readonly Expression<Func<UsageRecord, RunCall>> Of = r => new RunCall
    {
        Id = r.Id,
        AtMicros = r.OccurredAtMicros,
        LatencyMs = r.LatencyMs,
        Status = r.Status,
        RequestId = r.RequestId,
        ParentRequestId = r.ParentRequestId,
        Step = r.WorkflowStep,
        ModelId = r.ModelId,
        FeatureId = r.FeatureId,
        IsUnpriced = r.UnpricedReason != UnpricedReason.None,
        InputTokens = r.InputTokens,
        CacheReadTokens = r.CacheReadTokens,
        OutputTokens = r.OutputTokens,
        PromptNanos = r.PromptCostNanos,
        ToolNanos = r.ToolCostNanos,
        MemoryNanos = r.MemoryCostNanos,
        ResponseNanos = r.OutputCostNanos,
        UnsplitNanos = r.UnsplitCostNanos,
    };
}

/// <summary>A call in the tree of its run.</summary>
/// <param name="Depth">0 for a call that no other one of the run caused.</param>
public sealed record RunNode(RunCall Call, int Depth)
{
    /// <summary>Cost of the call and of all that it caused, in nano-USD.</summary>
    public long WithChildrenNanos { get; init; }
}

/// <summary>Puts the calls of a run below those that caused them.</summary>
public static class RunTree
{
    /// <summary>The calls as rows of a tree: each one before what it caused, in the order of time. Parents outside the run, and circles, make no branch; every call appears once.</summary>
    public static IReadOnlyList<RunNode> Of(IReadOnlyList<RunCall> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var byRequest = calls.Where(c => c.RequestId is not null).GroupBy(c => c.RequestId!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        RunCall? ParentOf(RunCall call) => call.ParentRequestId is { } id && byRequest.TryGetValue(id, out var parent) && parent.Id != call.Id ? parent : null;
        var children = calls.Where(c => ParentOf(c) is not null).ToLookup(c => ParentOf(c)!.Id);
        var rows = new List<RunNode>(calls.Count);
        var seen = new HashSet<long>();
        foreach (var root in calls.Where(c => ParentOf(c) is null).Concat(calls))
        {
            Walk(root);
        }

        return rows;

        void Walk(RunCall root)
        {
            var open = new Stack<(RunCall Call, int Depth)>([(root, 0)]);
            var first = rows.Count;
            while (open.TryPop(out var next))
            {
                if (!seen.Add(next.Call.Id))
                {
                    continue;
                }

                rows.Add(new RunNode(next.Call, next.Depth));
                foreach (var child in children[next.Call.Id].Reverse())
                {
                    open.Push((child, next.Depth + 1));
                }
            }

            AddUp(rows, first);
        }
    }

    /// <summary>From the last row up: what stands below a row, and deeper, is its own.</summary>
    private static void AddUp(List<RunNode> rows, int first)
    {
        var below = new List<long>();
        for (var i = rows.Count - 1; i >= first; i--)
        {
            var depth = rows[i].Depth;
            while (below.Count <= depth + 1)
            {
                below.Add(0);
            }

            var sum = rows[i].Call.CostNanos + below[depth + 1];
            below[depth + 1] = 0;
            below[depth] += sum;
            rows[i] = rows[i] with { WithChildrenNanos = sum };
        }
    }
}
