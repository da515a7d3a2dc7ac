namespace FinOps.Web.Edge;

/// <summary>Knows since when a browser takes nothing of what it is sent, and since when it draws nothing of what it got.</summary>
public sealed class ReaderWatch(TimeProvider time)
{
    private long writingSince;
    private long undrawnSince;

    /// <summary>Something is handed to the network; it goes out as far as the browser reads.</summary>
    public void BeginWriting() => Volatile.Write(ref writingSince, time.GetTimestamp());

    /// <summary>The network took it.</summary>
    public void EndWriting() => Volatile.Write(ref writingSince, 0);

    /// <summary>A drawing is on its way.</summary>
    public void NoteDrawing() => Interlocked.CompareExchange(ref undrawnSince, time.GetTimestamp(), 0);

    /// <summary>The browser says that it has drawn something. Whatever it has not drawn shows at the next drawing, if it stands still by then.</summary>
    public void NoteDrawn() => Volatile.Write(ref undrawnSince, 0);

    /// <summary>True when the browser has stood still for this long.</summary>
    public bool IsSlow(TimeSpan limit) => IsOver(Volatile.Read(ref writingSince), limit) || IsOver(Volatile.Read(ref undrawnSince), limit);

    private bool IsOver(long since, TimeSpan limit) => since != 0 && time.GetElapsedTime(since) >= limit;
}
