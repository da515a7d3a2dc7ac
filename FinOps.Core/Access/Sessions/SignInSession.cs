namespace FinOps.Core.Access.Sessions;

/// <summary>
/// One browser in which somebody is signed in. The browser holds a random key; here lies its hash,
/// so that whoever reads the database cannot take over a session. A session that ended is deleted.
/// </summary>
public sealed class SignInSession
{
    /// <summary>Names the session on pages, in circuits and in the audit trail; it opens nothing.</summary>
    public long Id { get; set; }

    /// <summary>SHA-256 of the key in the cookie.</summary>
    public byte[] KeyHash { get; set; } = [];

    /// <summary>Who: <c>iss|sub</c>, compared byte for byte.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The provider's session as <c>iss|sid</c>, by which the provider can end it; null when it named none.</summary>
    public string? ProviderSession { get; set; }

    /// <summary>What was proved at sign-in, protected by the web's keys and bound to this session's key.</summary>
    public byte[] Ticket { get; set; } = [];

    public long CreatedAtMicros { get; set; }

    /// <summary>The last time of activity, true to <see cref="SignInSessions.TouchEvery"/>.</summary>
    public long LastSeenAtMicros { get; set; }

    /// <summary>When the session ends, however busy it is.</summary>
    public long EndsAtMicros { get; set; }

    /// <summary>Where it began: an IP address; null when unknown.</summary>
    public string? Address { get; set; }

    /// <summary>What the browser calls itself, cut off at 256 characters.</summary>
    public string? Browser { get; set; }
}

/// <summary>A token that counts once: a logout token or the nonce of a sign-in. Kept until it would have expired anyway.</summary>
public sealed class SpentToken
{
    public long Id { get; set; }

    /// <summary>SHA-256 of what makes the token unique.</summary>
    public byte[] Hash { get; set; } = [];

    public long ExpiresAtMicros { get; set; }
}

/// <summary>A session to begin.</summary>
/// <param name="KeyHash">SHA-256 of the key that the browser is given.</param>
/// <param name="Subject">Who: <c>iss|sub</c>.</param>
/// <param name="ProviderSession"><c>iss|sid</c>, or null.</param>
/// <param name="Ticket">The protected ticket.</param>
/// <param name="Lifetime">How long it may last at most.</param>
/// <param name="Address">The browser's address, or null.</param>
/// <param name="Browser">What the browser calls itself, or null.</param>
public sealed record NewSession(byte[] KeyHash, string Subject, string? ProviderSession, byte[] Ticket, TimeSpan Lifetime, string? Address, string? Browser);

/// <summary>A session as its owner sees it.</summary>
public sealed record SessionLine(long Id, DateTime CreatedAtUtc, DateTime LastSeenAtUtc, DateTime EndsAtUtc, string? Address, string? Browser);
