using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using FinOps.Web.SignIn;

namespace FinOps.Web.Edge;

/// <summary>
/// How often live pages may be opened: by the session that the browser shows, known or not, and by address. Counted before anybody is looked up in the
/// database, so that pages which open again and again, because they are refused or cut off, cost next to nothing.
/// </summary>
public sealed class HandshakePace(TimeProvider time)
{
    // Opening a page takes two requests. Forty pages that find their way back after a restart come all at once.
    private readonly PaceTable sessions = new(10, 120, time);
    private readonly PaceTable addresses = new(200, 2_000, time);

    /// <summary>Answers that are held back at once: enough to slow down programs that ask again and again, and too few to fill the memory.</summary>
    private const int HeldAtMost = 256;

    /// <summary>What a connection costs beside its request when it had to be ended.</summary>
    public const int CutCost = 20;

    /// <summary>What a request costs beside itself that finds no room.</summary>
    public const int RefusalCost = 4;

    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(5);
    private int held;

    /// <summary>Counts one request. One that comes too early is held for some seconds if there is room, so that a program which asks again and again does so seldom.</summary>
    /// <returns>Zero when it may pass, else how long until one may.</returns>
    public async ValueTask<TimeSpan> TakeOrWaitAsync(HttpContext http)
    {
        var wait = Take(http);
        if (wait == TimeSpan.Zero)
        {
            return wait;
        }

        if (Interlocked.Increment(ref held) <= HeldAtMost)
        {
            await Task.Delay(HoldTime, time, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = Take(http);
        }

        Interlocked.Decrement(ref held);
        return wait;
    }

    /// <summary>Counts more against the session than its request.</summary>
    public void Charge(HttpContext http, int requests)
    {
        if (SessionOf(http.Request) is { } session)
        {
            sessions.Book(session, requests);
        }
    }

    /// <summary>Counts one request.</summary>
    /// <returns>Zero when it may pass, else how long until one may.</returns>
    public TimeSpan Take(HttpContext http)
    {
        var byAddress = addresses.Take(Edges.AddressOf(http));
        return byAddress == TimeSpan.Zero && SessionOf(http.Request) is { } session ? sessions.Take(session) : byAddress;
    }

    /// <summary>A fingerprint of the session's cookie; the cookie itself is not kept.</summary>
    private static string? SessionOf(HttpRequest request) =>
        (request.Cookies[SessionCookie.SecureName] ?? request.Cookies[SessionCookie.PlainName]) is { Length: > 0 } key
            ? XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan())).ToString("x", CultureInfo.InvariantCulture)
            : null;
}
