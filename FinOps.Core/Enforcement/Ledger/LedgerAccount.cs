namespace FinOps.Core.Enforcement.Ledger;

/// <summary>One budget in one of its periods.</summary>
/// <param name="Key">What it belongs to, e.g. <c>budget:12</c> or <c>cap:acme</c>.</param>
/// <param name="WindowStartMicros">Where the period begins.</param>
public readonly record struct AccountRef(string Key, long WindowStartMicros) : IComparable<AccountRef>
{
    /// <summary>Accounts are always taken in this order, so that two callers never wait for each other.</summary>
    public int CompareTo(AccountRef other) => string.CompareOrdinal(Key, other.Key) is not 0 and var byKey ? byKey : WindowStartMicros.CompareTo(other.WindowStartMicros);

    public static bool operator <(AccountRef left, AccountRef right) => left.CompareTo(right) < 0;

    public static bool operator >(AccountRef left, AccountRef right) => left.CompareTo(right) > 0;

    public static bool operator <=(AccountRef left, AccountRef right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AccountRef left, AccountRef right) => left.CompareTo(right) >= 0;
}

/// <summary>What a store of usage knows of a budget's period: the sum of its records, and how often that was changed.</summary>
/// <param name="Ref">The budget and its period.</param>
/// <param name="PostedNanos">The sum of the usage records of the period, in nano-USD.</param>
/// <param name="Version">Grows with each change of the sum; of two sums the one with the higher version is the newer.</param>
public sealed record AccountPosted(AccountRef Ref, long PostedNanos, long Version);

/// <summary>A budget's period that a call must find room in.</summary>
/// <param name="Ref">The budget and its period.</param>
/// <param name="WindowEndMicros">Where the period ends, exclusive.</param>
/// <param name="LimitNanos">What may be spent, burst included; <see cref="Unlimited"/> where spend is only watched.</param>
/// <param name="PostedNanos">The sum of its usage records, as last seen.</param>
/// <param name="PostedVersion">The version of that sum.</param>
public sealed record LedgerAccount(AccountRef Ref, long WindowEndMicros, long LimitNanos, long PostedNanos, long PostedVersion)
{
    /// <summary>The limit of a budget that refuses nothing.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>What people call it, e.g. <c>acme, per day</c>.</summary>
    public string Name { get; init; } = "";
}

/// <summary>An account as the ledger holds it.</summary>
/// <param name="PendingNanos">What is held for calls under way, and what was settled but is not yet part of <paramref name="PostedNanos"/>.</param>
/// <param name="IsStopped">True when its balances contradicted each other: nothing more is admitted until somebody has looked.</param>
public sealed record AccountState(AccountRef Ref, long WindowEndMicros, long LimitNanos, long PostedNanos, long PostedVersion, long PendingNanos, bool IsStopped)
{
    /// <summary>What may still be held.</summary>
    public long RemainingNanos => LimitNanos == LedgerAccount.Unlimited ? LedgerAccount.Unlimited : LimitNanos - PostedNanos - PendingNanos;
}

/// <summary>A balance that is not what its entries add up to.</summary>
/// <param name="Ref">The account.</param>
/// <param name="StoredNanos">What stands there.</param>
/// <param name="RecomputedNanos">What it should be.</param>
public sealed record LedgerFault(AccountRef Ref, long StoredNanos, long RecomputedNanos);
