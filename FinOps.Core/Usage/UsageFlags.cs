namespace FinOps.Core.Usage;

/// <summary>Doubts about the figures of a stored record: it was kept as reported, and this says what does not add up. The numbers are stored.</summary>
[Flags]
public enum UsageFlags
{
    None = 0,

    /// <summary>The total that the provider states is not input plus output; the parts are stored.</summary>
    TotalMismatch = 1,

    /// <summary>The provider reported no usage; the counts are 0 because they are not known.</summary>
    UsageMissing = 2,

    /// <summary>The provider's object counts tokens that the rule for its API flavor does not read.</summary>
    UnreadCounts = 4,

    /// <summary>The parts that the provider lists do not add up to their sum.</summary>
    PartsMismatch = 8,

    /// <summary>A count of a cumulative stream was smaller at its end than before.</summary>
    StreamFell = 16,

    /// <summary>The object lists further calls of the provider, such as an advisor or a compaction, that its totals leave out.</summary>
    SideCalls = 32,

    /// <summary>The call ran on capacity that is paid by the hour; its cost here is what it would have cost on demand.</summary>
    Provisioned = 64,

    /// <summary>The object did not have the shape of the API flavor that was named; it was read by its shape.</summary>
    FlavorMismatch = 128,
}

/// <summary>Says what a flag means, for people.</summary>
public static class UsageFlagText
{
    private static readonly (UsageFlags Flag, string Code, string Text)[] All =
    [
        (UsageFlags.TotalMismatch, "total_mismatch", "The total that the provider states is not input plus output. The parts were charged."),
        (UsageFlags.UsageMissing, "usage_missing", "The provider reported no usage, so the counts are not known. For streams, ask the provider to include usage."),
        (UsageFlags.UnreadCounts, "unread_counts", "The provider's object counts tokens that the rule for its api_flavor does not read. Check api_flavor, or leave it out."),
        (UsageFlags.PartsMismatch, "parts_mismatch", "The parts that the provider lists do not add up to their sum. The parts were charged at their rates, the rest at the plain one."),
        (UsageFlags.StreamFell, "stream_fell", "A count of the stream was smaller at its end than before. The last one was charged."),
        (UsageFlags.SideCalls, "side_calls", "The object lists further calls (iterations) that its totals leave out. Send each of them as a record of its own."),
        (UsageFlags.Provisioned, "provisioned", "The call ran on capacity that is paid by the hour. The cost is what it would have cost on demand."),
        (UsageFlags.FlavorMismatch, "flavor_mismatch", "The object does not have the shape of the api_flavor that was named. It was read by its shape."),
    ];

    /// <summary>A stable code and a sentence for each flag that is set.</summary>
    public static IEnumerable<(string Code, string Text)> Of(UsageFlags flags) =>
        All.Where(f => flags.HasFlag(f.Flag)).Select(f => (f.Code, f.Text));
}
