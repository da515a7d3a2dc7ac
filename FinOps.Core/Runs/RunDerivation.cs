using FinOps.Core.Data;
using FinOps.Core.Derivations;

namespace FinOps.Core.Runs;

/// <summary>Works out agent runs, see <see cref="RunSum"/>.</summary>
internal sealed class RunDerivation : IDayDerivation
{
    /// <summary>Raise it when the rules change: all days are worked out anew.</summary>
    private const int Rules = 1;

    public string Name => "runs";

    public int DaysBefore => 2;

    public int DaysAfter => 1;

    public Task<IReadOnlyDictionary<int, long>> DueAsync(FinOpsDbContext context, DaySums sums, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(sums.Days.ToDictionary(d => d, d => sums.Fingerprint(d - DaysBefore, d + DaysAfter, Rules)));

    public Task<IDayFold> OpenAsync(FinOpsDbContext context, IReadOnlyList<int> days, CancellationToken cancellation) =>
        Task.FromResult<IDayFold>(new RunFold(days));
}
