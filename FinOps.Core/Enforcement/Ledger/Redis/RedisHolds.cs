using System.Collections.Concurrent;

namespace FinOps.Core.Enforcement.Ledger.Redis;

/// <summary>The holds that this process gave and that have not ended, to give them again when Redis has lost them.</summary>
internal sealed class RedisHolds
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<ReservationKey, ReserveCommand> holds = [];

    public bool IsEmpty => holds.IsEmpty;

    public void Note(ReserveCommand command)
    {
        if (holds.Count < Most)
        {
            holds[ReservationKey.Of(command.Tenant, command.RequestId)] = command;
        }
    }

    public void Forget(Reservation after)
    {
        if (after.State != ReservationState.Open)
        {
            holds.TryRemove(after.Key, out _);
        }
    }

    public IReadOnlyList<ReserveCommand> All() => [.. holds.Values];
}
