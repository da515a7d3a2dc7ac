namespace FinOps.Core.Outcomes;

/// <summary>What some calls add up to; money in nano-USD.</summary>
internal readonly record struct WorkSums(long Calls, long Tokens, long CostNanos, long UnpricedCalls)
{
    public static WorkSums operator +(WorkSums a, WorkSums b) => new(a.Calls + b.Calls, a.Tokens + b.Tokens, a.CostNanos + b.CostNanos, a.UnpricedCalls + b.UnpricedCalls);
}

/// <summary>Calls that the same outcomes of a type and day name, by whose they are.</summary>
/// <param name="Keys">Numbers of the ids that name them; -1 behind the last.</param>
internal readonly record struct CallGroup(int Type, int Day, KeySet Keys, int Tenant, int Feature, int Model);

/// <summary>The numbers of the ids of a call, as a value: task, trace, session, request and parent, each of its tenant and of any.</summary>
internal readonly record struct KeySet(int A, int B, int C, int D, int E, int F, int G, int H, int I, int J)
{
    public const int Most = 10;

    public static KeySet Of(ReadOnlySpan<int> keys)
    {
        Span<int> all = stackalloc int[Most];
        all.Fill(-1);
        keys.CopyTo(all);
        return new KeySet(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8], all[9]);
    }

    public void AddTo(List<int> keys)
    {
        keys.Clear();
        ReadOnlySpan<int> all = [A, B, C, D, E, F, G, H, I, J];
        foreach (var key in all)
        {
            if (key >= 0)
            {
                keys.Add(key);
            }
        }
    }
}

/// <summary>Splits a whole by weights without losing a part.</summary>
internal static class Shares
{
    /// <summary>Largest remainder: parts add up to the whole; of equal remainders the first gets more.</summary>
    public static long[] Split(long whole, IReadOnlyList<long> weights)
    {
        var total = weights.Aggregate(Int128.Zero, (sum, w) => sum + w);
        var parts = new long[weights.Count];
        var rests = new (Int128 Remainder, int Index)[weights.Count];
        var left = whole;
        for (var i = 0; i < parts.Length; i++)
        {
            var (part, rest) = Int128.DivRem((Int128)whole * weights[i], total);
            parts[i] = (long)part;
            rests[i] = (rest, i);
            left -= parts[i];
        }

        foreach (var (_, index) in rests.OrderByDescending(r => r.Remainder).ThenBy(r => r.Index).Take((int)left))
        {
            parts[index]++;
        }

        return parts;
    }
}
