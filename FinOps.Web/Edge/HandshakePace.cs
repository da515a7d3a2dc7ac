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
