namespace FinOps.Core.Enforcement.Ledger;

/// <summary>An amount to write for every account of a reservation.</summary>
internal readonly record struct EntryDraft(LedgerEntryKind Kind, long AmountNanos);

/// <summary>A step of a reservation.</summary>
/// <param name="After">The reservation as it becomes.</param>
/// <param name="PendingDelta">What it changes of pending, in every account.</param>
/// <param name="Entries">What is written for every account.</param>
internal sealed record ReservationStep(Reservation After, long PendingDelta, IReadOnlyList<EntryDraft> Entries);

/// <summary>
/// How a reservation goes on; pure. In every account, pending is the sum of open holds and of settled usage that is not yet posted:
/// settling turns a hold into usage, and <see cref="ILedgerEngine.TakeOverAsync"/> lets go of it once posted contains it.
/// </summary>
internal static class ReservationRules
{
    /// <summary>A call may use so many times its hold before it is told to stop.</summary>
    public const int CeilingPercent = 200;

    /// <summary>Up to here it may go beyond its hold without a warning.</summary>
    public const int SilentPercent = 110;

    /// <summary>True when more was used than is ever tolerated; it is booked all the same.</summary>
    public static bool IsBeyondCeiling(long holdNanos, long usedNanos) => (Int128)usedNanos * 100 > (Int128)holdNanos * CeilingPercent;

    /// <summary>True when so much more was used than held that the caller should know.</summary>
    public static bool IsWorthWarning(long holdNanos, long usedNanos) => (Int128)usedNanos * 100 > (Int128)holdNanos * SilentPercent;

    /// <summary>Books what a try used.</summary>
    public static ReservationStep Settle(Reservation before, long actual, bool isFinal, long now)
    {
        if (before.State != ReservationState.Open)
        {
            return new(before with { LateNanos = checked(before.LateNanos + actual), Version = before.Version + 1 }, actual, [new(LedgerEntryKind.LateDebit, actual)]);
        }

        var fromHold = Math.Min(actual, Math.Max(before.HoldNanos - before.DebitNanos, 0));
        var beyond = actual - fromHold;
        var after = before with
        {
            DebitNanos = before.DebitNanos + fromHold,
            OverrunNanos = checked(before.OverrunNanos + beyond),
            LeaseUntilMicros = Math.Max(before.LeaseUntilMicros, now + before.LeaseMicros),
            Version = before.Version + 1,
        };
        var entries = new List<EntryDraft>(3) { new(LedgerEntryKind.Debit, fromHold) };
        if (beyond > 0)
        {
            entries.Add(new(LedgerEntryKind.Overrun, beyond));
        }

        return isFinal ? Close(after, ReservationState.Settled, now, entries, actual - fromHold) : new(after, actual - fromHold, entries);
    }

    /// <summary>Ends an open reservation and releases what is still held; null when it has ended already.</summary>
    public static ReservationStep? Void(Reservation before, long now) => before.State != ReservationState.Open
        ? null
        : Close(before with { Version = before.Version + 1 }, ReservationState.Voided, now, [], 0);

    /// <summary>Ends an open reservation whose lease is over; null when it is not.</summary>
    public static ReservationStep? Expire(Reservation before, long now)
    {
        if (before.State != ReservationState.Open || before.LeaseUntilMicros > now)
        {
            return null;
        }

        var open = before.OpenNanos;
        return new(before with { State = ReservationState.Expired, ClosedAtMicros = now, Version = before.Version + 1 }, -open, [new(LedgerEntryKind.Expire, open)]);
    }

    /// <summary>Another try of the same logical request, which needs no hold of its own.</summary>
    public static Reservation Retry(Reservation before, long now) => before with
    {
        Attempts = before.Attempts + 1,
        LeaseUntilMicros = Math.Max(before.LeaseUntilMicros, now + before.LeaseMicros),
        Version = before.Version + 1,
    };

    /// <summary>Notes progress; what was used beyond the hold is held from now on, up to the ceiling. Null when it has ended.</summary>
    public static ReservationStep? Progress(Reservation before, long used, long now)
    {
        if (before.State != ReservationState.Open)
        {
            return null;
        }

        var held = before.HoldNanos + before.ExtendedNanos;
        var ceiling = (Int128)before.HoldNanos * CeilingPercent / 100;
        var wanted = (long)Int128.Min(used, Int128.Max(ceiling, held));
        var more = Math.Max(wanted - held, 0);
        var after = before with
        {
            ExtendedNanos = before.ExtendedNanos + more,
            Extensions = before.Extensions + (more > 0 ? 1 : 0),
            LeaseUntilMicros = Math.Max(before.LeaseUntilMicros, now + before.LeaseMicros),
            Version = before.Version + 1,
        };
        return new(after, more, more > 0 ? [new(LedgerEntryKind.Reserve, more)] : []);
    }

    private static ReservationStep Close(Reservation before, ReservationState state, long now, IReadOnlyList<EntryDraft> entries, long pendingDelta)
    {
        var rest = before.OpenNanos;
        return new(
            before with { State = state, ClosedAtMicros = now },
            pendingDelta - rest,
            rest > 0 ? [.. entries, new(LedgerEntryKind.Release, rest)] : entries);
    }
}
