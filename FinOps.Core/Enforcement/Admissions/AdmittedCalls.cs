using System.Collections.Concurrent;
using FinOps.Core.Enforcement.Ledger;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>Calls that this process admitted and that are under way, so that they can be settled also while the ledger does not answer.</summary>
internal sealed class AdmittedCalls
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<ReservationKey, Known> calls = [];

    public void Note(ReservationKey key, Known call)
    {
        if (calls.Count >= Most)
        {
            calls.Clear();
        }

        calls[key] = call;
    }

    public Known? Find(ReservationKey key) => calls.GetValueOrDefault(key);

    public void Forget(ReservationKey key) => calls.TryRemove(key, out _);

    /// <param name="HoldNanos">What is held for it.</param>
    /// <param name="CreatedAtMicros">When it was admitted.</param>
    internal sealed record Known(AdmittedCall Admitted, long HoldNanos, long CreatedAtMicros);
}
