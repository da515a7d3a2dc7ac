using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>Counts live pages per person and in all, and the pace of their messages. One page is one WebSocket.</summary>
public sealed class CircuitGate(IOptions<WebOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, int> open = new(StringComparer.Ordinal);
    private readonly PaceTable messages = new(options.Value.MessagesPerSecond, options.Value.MessagesPerSecond * 4.0, time);
    private readonly PaceTable frames = new(options.Value.MessagesPerSecond * 2.0, options.Value.MessagesPerSecond * 8.0, time);
    private int all;

    /// <summary>Live pages of everybody.</summary>
    public int Open => Volatile.Read(ref all);

    public int OpenOf(string person) => open.GetValueOrDefault(person);

    /// <summary>True while the person, and the server, have room for another page.</summary>
    public bool HasRoom(string person) => Open < options.Value.Circuits && OpenOf(person) < options.Value.CircuitsPerPerson;

    /// <summary>Takes a place; whoever gets one gives it back with <see cref="Leave"/>.</summary>
    public bool TryEnter(string person)
    {
        if (Interlocked.Increment(ref all) > options.Value.Circuits)
        {
            Interlocked.Decrement(ref all);
            return false;
        }

        if (open.AddOrUpdate(person, 1, static (_, count) => count + 1) > options.Value.CircuitsPerPerson)
        {
            Leave(person);
            return false;
        }

        return true;
    }

    public void Leave(string person)
    {
        Interlocked.Decrement(ref all);
        if (open.AddOrUpdate(person, 0, static (_, count) => count - 1) <= 0)
        {
            open.TryRemove(new KeyValuePair<string, int>(person, 0));
        }
    }

    /// <summary>How long a message of this person has to wait.</summary>
    internal TimeSpan Pace(string person) => messages.Book(person);

    /// <summary>How long a frame of this person has to wait: twice as many as messages, because browsers also confirm and ping.</summary>
    internal TimeSpan PaceFrame(string person) => frames.Book(person);
}
