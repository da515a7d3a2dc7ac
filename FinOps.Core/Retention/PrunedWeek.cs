using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Retention;

/// <summary>
/// A week whose single records were removed while its rollups stay. Records are refused from before the end of the newest such week, because a
/// repeat could not be told from a new call any more; so its figures never change again, and are held against what is noted here.
/// </summary>
public sealed class PrunedWeek
{
    /// <summary>Weeks since the epoch, as rollups count them.</summary>
    public int Week { get; set; }

    /// <summary>Requests of the week in the rollups, which equaled its records when it was pruned.</summary>
    public long Requests { get; set; }

    /// <summary>Their effective cost in nano-USD.</summary>
    public long CostNanos { get; set; }

    /// <summary>False while some of its records are still being removed.</summary>
    public bool IsDone { get; set; }

    public long PrunedAtMicros { get; set; }

    /// <summary>The first instant whose records are kept when this is the newest pruned week; null, with none, for all.</summary>
    public static DateTime? KeptFromUtc(int? newestWeek) => newestWeek is { } week ? Instants.ToUtc(Cube.TenantWeek.StartMicros(week + 1)) : null;
}
