using FinOps.Core.Data;
using FinOps.Core.Derivations;

namespace FinOps.Core.Outcomes;

/// <summary>
/// Works out user sessions: the calls of one session id of one tenant, without those that a schedule or the system caused. A session belongs to the day of
/// its first call and goes on over one midnight. A session id that is used on a third day in a row begins a session of its own on that day and on each
/// further one, so that every call is counted exactly once, whatever ids are used for.
/// </summary>
internal sealed class SessionDerivation : IDayDerivation
{
    /// <summary>Raise it when the rules change: all days are worked out anew.</summary>
    private const int Rules = 1;

    public string Name => "sessions";

    public int DaysBefore => 2;

    public int DaysAfter => 1;

    public Task<IReadOnlyDictionary<int, long>> DueAsync(FinOpsDbContext context, DaySums sums, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(sums.Days.ToDictionary(d => d, d => sums.Fingerprint(d - DaysBefore, d + DaysAfter, Rules)));

    public Task<IDayFold> OpenAsync(FinOpsDbContext context, IReadOnlyList<int> days, CancellationToken cancellation) =>
        Task.FromResult<IDayFold>(new SessionFold(days));
}
