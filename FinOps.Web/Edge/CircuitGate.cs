using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>Counts live pages per person and in all, and the pace of their messages. One page is one WebSocket.</summary>
public sealed class CircuitGate(IOptions<WebOptions> options, TimeProvider time)
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, LiveVisitor> visitors = new(StringComparer.Ordinal);
    private readonly PaceTable messages = new(options.Value.MessagesPerSecond, options.Value.MessagesPerSecond * 4.0, time);

    // Twice as many as messages, because browsers also confirm and ping.
    private readonly PaceTable frames = new(options.Value.MessagesPerSecond * 2.0, options.Value.MessagesPerSecond * 8.0, time);
    private int all;

    /// <summary>Live pages of everybody.</summary>
    public int Open => Volatile.Read(ref all);

    /// <summary>True while the person, and the server, have room for another page.</summary>
    public bool HasRoom(string person)
    {
        lock (guard)
        {
            return all < options.Value.Circuits && (visitors.GetValueOrDefault(person)?.Pages ?? 0) < options.Value.CircuitsPerPerson;
        }
    }

    /// <summary>Takes a place; whoever gets one gives it back with <see cref="Leave"/>.</summary>
    /// <returns>Nothing when there is no room.</returns>
    internal LiveVisitor? Enter(string person)
    {
        lock (guard)
        {
            if (!HasRoom(person))
            {
                return null;
            }

            if (!visitors.TryGetValue(person, out var visitor))
            {
                visitors.Add(person, visitor = new LiveVisitor(person, messages, frames));
            }

            visitor.Pages++;
            all++;
            return visitor;
        }
    }

    internal void Leave(LiveVisitor visitor)
    {
        lock (guard)
        {
            all--;
            if (--visitor.Pages == 0)
            {
                visitors.Remove(visitor.Person);
            }
        }
    }
}
