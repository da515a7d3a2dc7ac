namespace FinOps.Core.Enforcement;

/// <summary>
/// Callers who were held back, as stored. Equal refusals of the same second are one row with a count, so that a flood of refusals
/// cannot become a flood of writes.
/// </summary>
public sealed class EnforcementDecision
{
    public long Id { get; set; }

    /// <summary>When the first of them was refused.</summary>
    public long AtMicros { get; set; }

    /// <summary>When the last of them was refused.</summary>
    public long LastAtMicros { get; set; }

    /// <summary>Which door: one of <see cref="DecisionDoor"/>.</summary>
    public string Door { get; set; } = "";

    /// <summary>Why: one of <see cref="DecisionReason"/>.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Who: <c>key:lfk_…</c>, a person's identity, or empty where only the address is known.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Where it came from; an IPv6 caller is its /64 network.</summary>
    public string Address { get; set; } = "";

    /// <summary>The tenant it concerns; null where it concerns none, or several.</summary>
    public string? Tenant { get; set; }

    /// <summary>Method and route that were asked for.</summary>
    public string Route { get; set; } = "";

    /// <summary>How many were refused.</summary>
    public long Count { get; set; }
}

/// <summary>The doors at which callers are held back.</summary>
public static class DecisionDoor
{
    public const string Api = "api";
    public const string SignIn = "sign-in";
    public const string Pages = "pages";

    /// <summary>The live connection of an open page.</summary>
    public const string LivePages = "live-pages";

    /// <summary>A call to a model that asked to be admitted.</summary>
    public const string Admission = "admission";

    public static IReadOnlyList<string> All { get; } = [Api, SignIn, Pages, LivePages, Admission];
}

/// <summary>Why callers are held back.</summary>
public static class DecisionReason
{
    /// <summary>More calls than the pace allows.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>An unknown, expired or revoked API key.</summary>
    public const string WrongKey = "wrong_key";

    /// <summary>So many wrong keys that further ones wait.</summary>
    public const string TooManyWrongKeys = "too_many_wrong_keys";

    /// <summary>A good key that lacks the scope.</summary>
    public const string ScopeMissing = "scope_missing";

    /// <summary>As many live pages open as one person, or all together, may have.</summary>
    public const string TooManyLivePages = "too_many_live_pages";

    /// <summary>A live page that went on sending although it was held back.</summary>
    public const string TooManyMessages = "too_many_messages";

    /// <summary>A live page that sent more in one message than any page does.</summary>
    public const string MessageTooLarge = "message_too_large";

    /// <summary>A live page whose browser did not take or draw what it was sent.</summary>
    public const string SlowReader = "slow_reader";

    public static IReadOnlyList<string> All { get; } = [RateLimited, WrongKey, TooManyWrongKeys, ScopeMissing, TooManyLivePages, TooManyMessages, MessageTooLarge, SlowReader];
}
