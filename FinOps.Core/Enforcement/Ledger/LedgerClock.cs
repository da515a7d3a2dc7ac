using FinOps.Core.Data;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>
/// Tells the time for leases: it starts with the clock on the wall and then only counts what has passed, so that a clock that is set
/// an hour ahead or back neither ends holds nor keeps them.
/// </summary>
internal sealed class LedgerClock(TimeProvider time)
{
    private readonly long start = time.NowMicros();
    private readonly long mark = time.GetTimestamp();

    public long NowMicros => start + (long)time.GetElapsedTime(mark).TotalMicroseconds;
}
