namespace FinOps.Web.Edge;

/// <summary>One person with live pages open: how many, the pace of what they send, and whose turn it is.</summary>
internal sealed class LiveVisitor(string person, PaceTable messages, PaceTable frames)
{
    /// <summary>Longer than any honest turn takes; after it others go on beside it, so that nothing waits for ever.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(1);

    /// <summary>Half of the processors may work on what one person's pages ask for; the other half is there for others.</summary>
    private readonly SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    public string Person => person;

    /// <summary>Open pages. Guarded by the gate.</summary>
    public int Pages { get; set; }

    /// <summary>How long so many frames of this person have to wait.</summary>
    public TimeSpan PaceFrames(int count) => frames.Book(person, count);

    /// <summary>How long a message of this person has to wait that costs as much as so many ordinary ones.</summary>
    public TimeSpan PaceMessage(int cost) => messages.Book(person, cost);

    /// <summary>Waits for a turn on the processor.</summary>
    /// <returns>True when the turn has to be given back.</returns>
    public Task<bool> TakeTurnAsync(CancellationToken cancellation) => turns.WaitAsync(LongestTurn, cancellation);

    public void GiveTurnBack() => turns.Release();
}
