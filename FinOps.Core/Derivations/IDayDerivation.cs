using FinOps.Core.Data;

namespace FinOps.Core.Derivations;

/// <summary>
/// Works out of the records of a day what no sum of cells can tell, such as sessions or agent runs, and keeps it as rows of that day. Register an
/// implementation as a singleton of this interface and <see cref="DayDeriver"/> feeds it: when a day is new, and again whenever what it depends on changes.
/// </summary>
internal interface IDayDerivation
{
    /// <summary>Stored; at most 64 characters.</summary>
    string Name { get; }

    /// <summary>How many days before a day its rows also depend on.</summary>
    int DaysBefore { get; }

    /// <summary>How many days behind a day its rows also depend on.</summary>
    int DaysAfter { get; }

    /// <summary>
    /// Every day that has rows or may have some, with the fingerprint of all that they depend on: the sums of its records and of those in the days
    /// around it (see <see cref="DaySums.Fingerprint"/>), other tables, settings, and a number that is raised when the rules change.
    /// </summary>
    Task<IReadOnlyDictionary<int, long>> DueAsync(FinOpsDbContext context, DaySums sums, CancellationToken cancellation);

    /// <summary>Begins to work some days out, in ascending order. The fold is offered each record of these days and of the days around them once, in no order.</summary>
    Task<IDayFold> OpenAsync(FinOpsDbContext context, IReadOnlyList<int> days, CancellationToken cancellation);
}

/// <summary>Some days of one derivation in the making, in memory that grows with what they result in and not with their records.</summary>
internal interface IDayFold
{
    void Add(scoped in DayRecord record);

    /// <summary>Called when each record was offered. True to be offered all of them once more.</summary>
    bool EndPass() => false;

    /// <summary>Replaces the rows of one of the days, inside a transaction; nothing else may be written.</summary>
    Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation);
}
