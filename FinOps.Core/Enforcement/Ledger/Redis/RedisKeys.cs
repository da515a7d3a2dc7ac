using System.Globalization;
using StackExchange.Redis;

namespace FinOps.Core.Enforcement.Ledger.Redis;

/// <summary>The names of keys. All carry one hash tag, so that scripts may touch them together in a cluster.</summary>
internal sealed class RedisKeys(string prefix)
{
    private readonly string prefix = $"{{{prefix}}}:";

    public RedisKey Leases => prefix + "leases";

    public RedisKey Ended => prefix + "ended";

    public RedisKey Unstored => prefix + "unstored";

    public RedisKey Sequence => prefix + "sequence";

    public RedisKey Accounts => prefix + "accounts";

    public string SettlementPrefix => prefix + "settled:";

    public RedisKey Reservation(ReservationKey key) => $"{prefix}reservation:{key}";

    public RedisKey Attempt(ReservationKey key) => $"{prefix}attempt:{key}";

    public RedisKey Settlement(ReservationKey key) => $"{prefix}settlement:{key}";

    public RedisKey SettlementRow(long id) => SettlementPrefix + id.ToString(CultureInfo.InvariantCulture);

    public RedisKey Account(AccountRef account) => string.Create(CultureInfo.InvariantCulture, $"{prefix}account:{account.WindowStartMicros}:{account.Key}");

    public AccountRef ReadAccount(string key)
    {
        var parts = key[(prefix.Length + "account:".Length)..].Split(':', 2);
        return new AccountRef(parts[1], long.Parse(parts[0], CultureInfo.InvariantCulture));
    }
}
