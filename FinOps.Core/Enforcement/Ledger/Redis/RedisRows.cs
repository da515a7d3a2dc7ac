using System.Globalization;
using StackExchange.Redis;

namespace FinOps.Core.Enforcement.Ledger.Redis;

/// <summary>Reservations and accounts as hashes.</summary>
internal static class RedisRows
{
    public static Dictionary<string, string> Of(HashEntry[] fields) => fields.ToDictionary(f => f.Name.ToString(), f => f.Value.ToString());

    /// <summary>Names and values in turn, as scripts return them.</summary>
    public static Dictionary<string, string> Of(string[] pairs) => pairs.Chunk(2).ToDictionary(p => p[0], p => p[1]);

    public static AccountState Account(AccountRef account, Dictionary<string, string> fields) => new(
        account, Number(fields["end"]), fields["limit"] == "u" ? LedgerAccount.Unlimited : Number(fields["limit"]), Number(fields["posted"]), Number(fields["version"]), Number(fields["pending"]), fields["stopped"] == "1");

    public static RedisValue[] New(ReservationKey key, ReserveCommand command, long now, long until) =>
    [
        "key", key.ToString(), "tenant", command.Tenant, "request", command.RequestId, "parent", command.ParentRequestId ?? "", "fingerprint", Convert.ToHexString(command.Fingerprint),
        "state", 0, "hold", command.Hold.TotalNanos, "classes", string.Create(CultureInfo.InvariantCulture, $"{command.Hold.InputNanos},{command.Hold.CachedNanos},{command.Hold.CacheWriteNanos},{command.Hold.OutputNanos},{command.Hold.FeeNanos}"),
        "extended", 0, "extensions", 0, "debit", 0, "overrun", 0, "late", 0, "price", command.PriceVersion, "created", now, "lease", (long)command.Lease.TotalMicroseconds, "until", until, "closed", "",
        "attempts", 1, "call", command.Call, "version", 0,
    ];

    /// <summary>What a step changes.</summary>
    public static RedisValue[] Changed(Reservation after) =>
    [
        "state", (int)after.State, "extended", after.ExtendedNanos, "extensions", after.Extensions, "debit", after.DebitNanos, "overrun", after.OverrunNanos, "late", after.LateNanos,
        "until", after.LeaseUntilMicros, "closed", after.ClosedAtMicros?.ToString(CultureInfo.InvariantCulture) ?? "", "attempts", after.Attempts, "version", after.Version,
    ];

    public static Reservation Reservation(Dictionary<string, string> fields)
    {
        var classes = fields["classes"].Split(',').Select(Number).ToArray();
        return new Reservation
        {
            Key = ReservationKey.TryParse(fields["key"], out var key) ? key : throw new FormatException("A reservation without a key."),
            Tenant = fields["tenant"],
            RequestId = fields["request"],
            ParentRequestId = fields["parent"].Length == 0 ? null : fields["parent"],
            Fingerprint = Convert.FromHexString(fields["fingerprint"]),
            State = (ReservationState)Number(fields["state"]),
            HoldNanos = Number(fields["hold"]),
            ByClass = new HoldByClass(classes[0], classes[1], classes[2], classes[3], classes[4]),
            ExtendedNanos = Number(fields["extended"]),
            Extensions = (int)Number(fields["extensions"]),
            DebitNanos = Number(fields["debit"]),
            OverrunNanos = Number(fields["overrun"]),
            LateNanos = Number(fields["late"]),
            PriceVersion = Number(fields["price"]),
            CreatedAtMicros = Number(fields["created"]),
            LeaseMicros = Number(fields["lease"]),
            LeaseUntilMicros = Number(fields["until"]),
            ClosedAtMicros = fields["closed"].Length == 0 ? null : Number(fields["closed"]),
            Attempts = (int)Number(fields["attempts"]),
            RemainingNanos = fields["remaining"].Length == 0 ? null : Number(fields["remaining"]),
            Call = fields["call"],
            Version = Number(fields["version"]),
        };
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
