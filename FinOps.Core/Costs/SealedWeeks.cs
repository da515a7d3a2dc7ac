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

    /// <summary>The weeks that stay sealed when a transaction adds records to them; the others that were are opened.</summary>
    /// <param name="recordsByWeek">How many records the transaction adds to each week.</param>
    /// <param name="isSealed">Whether a week is sealed.</param>
    /// <param name="open">Opens a week.</param>
    public static HashSet<int> Keep(IEnumerable<KeyValuePair<int, long>> recordsByWeek, Func<int, bool> isSealed, Action<int> open)
    {
        var kept = new HashSet<int>();
        foreach (var (week, records) in recordsByWeek)
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
