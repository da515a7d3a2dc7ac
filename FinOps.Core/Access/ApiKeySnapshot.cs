using System.Collections.Frozen;
using System.Security.Cryptography;

namespace FinOps.Core.Access;

/// <summary>A key with what was made of it once, so that a request costs no more than a hash.</summary>
internal sealed record KnownKey(ApiKey Key, VerifiedKey Verified);

/// <summary>What a text turned out to be: the key, and whether it showed the secret before the last rotation.</summary>
internal readonly record struct ApiKeyMatch(KnownKey Known, bool IsOld);

/// <summary>All keys at one time. Nothing in it changes.</summary>
internal sealed class ApiKeySnapshot(IEnumerable<ApiKey> keys, PepperSet peppers, long mark)
{
    private static readonly byte[] Nothing = new byte[SHA256.HashSizeInBytes];
    private readonly FrozenDictionary<string, KnownKey> byPrefix = keys.ToFrozenDictionary(k => k.Prefix, Know, StringComparer.Ordinal);

    /// <summary>The sum of the keys' versions: another sum means that something changed.</summary>
    public long Mark { get; } = mark;

    public PepperSet Peppers { get; } = peppers;

    /// <summary>Keys in force whose hash nobody here can check.</summary>
    public int Unreadable(long nowMicros) => byPrefix.Values.Count(k =>
        k.Key.StateAt(nowMicros, TimeSpan.Zero) == ApiKeyState.Active && !Peppers.Knows(k.Key.HashedWith));

    /// <summary>The key of a text; null when it is unknown, wrong, expired or revoked. The work is the same in each case.</summary>
    public ApiKeyMatch? Find(string prefix, string text, long nowMicros)
    {
        var known = byPrefix.GetValueOrDefault(prefix);
        var key = known?.Key;
        var hash = Peppers.Hash(key?.HashedWith ?? Peppers.Current, text);
        var isCurrent = CryptographicOperations.FixedTimeEquals(hash, key?.SecretHash ?? Nothing);
        var isOld = key is { OldSecretHash: { } old } && key.OldUntilMicros > nowMicros
            && CryptographicOperations.FixedTimeEquals(key.OldHashedWith == key.HashedWith ? hash : Peppers.Hash(key.OldHashedWith, text), old);
        return known is not null && (isCurrent || isOld) && known.Key.StateAt(nowMicros, TimeSpan.Zero) == ApiKeyState.Active ? new ApiKeyMatch(known, !isCurrent) : null;
    }

    private static KnownKey Know(ApiKey key) => new(key, new VerifiedKey(key.Id, key.Prefix, key.Name, key.ScopeList) { Tenants = key.Scope, Environment = key.Environment });
}
