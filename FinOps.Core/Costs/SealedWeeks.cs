using FinOps.Core.Usage;

namespace FinOps.Core.Costs;

/// <summary>
/// When week cells are kept up and when they are left behind. Adding a few late records to a sealed week adds to its week cells too;
/// many records open the week instead, which costs nothing, and a job seals it again.
/// </summary>
internal static class SealedWeeks
{
    /// <summary>So many records of one transaction are added to week cells; more of them open the week.</summary>
    public const long MostKept = 2_000;

    public static readonly IReadOnlySet<int> None = new HashSet<int>();

    /// <inheritdoc cref="Keep(RollupBuilder, Func{int, bool}, Action{int})"/>
    public static HashSet<int> Keep(RollupBuilder rollups, StagedCommands commands) => Keep(
        rollups,
        week => commands.Read(SealedWeekSql.Select(week, week + 1), r => r.GetInt32(0)).Count > 0,
        week => commands.Run(SealedWeekSql.Open(week, week + 1)));

    /// <summary>The weeks that stay sealed when a transaction adds to them; the others that were are opened.</summary>
    /// <param name="rollups">What the transaction adds.</param>
    /// <param name="isSealed">Whether a week is sealed.</param>
    /// <param name="open">Opens a week.</param>
    public static HashSet<int> Keep(RollupBuilder rollups, Func<int, bool> isSealed, Action<int> open)
    {
        var kept = new HashSet<int>();
        foreach (var (week, records) in rollups.RecordsByWeek())
        {
            if (!isSealed(week))
            {
                continue;
            }

            if (records > MostKept)
            {
                open(week);
            }
            else
            {
                kept.Add(week);
            }
        }

        return kept;
    }
}
