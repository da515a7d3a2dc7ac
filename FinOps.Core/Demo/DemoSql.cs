using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Demo;

/// <summary>
/// The statements that take demo usage out again; the same text runs on both databases. All values are integers made here, none comes from a user.
/// Rollups are sums, so what the demo records added is subtracted: exact, and as fast with much other usage as with none.
/// </summary>
/// <param name="importFileIds">The demo company's imports; at least one.</param>
/// <param name="fromHour">The first hour with demo usage; the index begins with it.</param>
/// <param name="toHour">The hour behind the last one.</param>
internal sealed class DemoSql(IReadOnlyList<int> importFileIds, int fromHour, int toHour)
{
    private readonly string files = string.Join(',', importFileIds);

    private string IsDemo => string.Create(CultureInfo.InvariantCulture, $"OccurredHour>={fromHour} AND OccurredHour<{toHour} AND ImportFileId IN ({files})");

    public string DeleteRecords => $"DELETE FROM UsageRecord WHERE {IsDemo}";

    public string DeleteQuarantine => $"DELETE FROM QuarantinedLine WHERE ImportFileId IN ({files})";

    public string DeleteOutcomes => $"DELETE FROM Outcome WHERE ImportFileId IN ({files})";

    /// <summary>Has all derived days around the demo usage worked out anew: as many calls of others may have taken its place since.</summary>
    public string ForgetDerivedDays => string.Create(CultureInfo.InvariantCulture, $"UPDATE DerivedDay SET Fingerprint=0 WHERE Day>={(fromHour / 24) - 1} AND Day<={(toHour / 24) + 1}");

    public string DeleteFiles => $"DELETE FROM ImportFile WHERE Id IN ({files})";

    /// <summary>Deletes what the demo company brought of terms. What people entered for its tenants stays, with the tenants and plans it needs.</summary>
    public static IReadOnlyList<string> DeleteTerms { get; } =
    [
        "DELETE FROM RevenueEntry WHERE IsDemo=1",
        "DELETE FROM Contract WHERE IsDemo=1",
        "DELETE FROM PlanPrice WHERE PlanId IN (SELECT Id FROM [Plan] WHERE IsDemo=1 AND Id NOT IN (SELECT PlanId FROM Contract WHERE PlanId IS NOT NULL))",
        "DELETE FROM [Plan] WHERE IsDemo=1 AND Id NOT IN (SELECT PlanId FROM Contract WHERE PlanId IS NOT NULL)",
        "UPDATE [Plan] SET IsDemo=0 WHERE IsDemo=1",
        "DELETE FROM MarginTurn WHERE TenantId IN (SELECT Id FROM Tenant WHERE IsDemo=1 AND Id NOT IN (SELECT TenantId FROM Contract) AND Id NOT IN (SELECT TenantId FROM RevenueEntry))",
        "DELETE FROM BudgetWindow WHERE BudgetId IN (SELECT Id FROM Budget WHERE IsDemo=1)",
        "DELETE FROM BudgetRevision WHERE BudgetId IN (SELECT Id FROM Budget WHERE IsDemo=1)",
        "DELETE FROM Budget WHERE IsDemo=1",
        "UPDATE BudgetBookVersion SET Version=Version+1 WHERE Id=1",
        "DELETE FROM Tenant WHERE IsDemo=1 AND Id NOT IN (SELECT TenantId FROM Contract) AND Id NOT IN (SELECT TenantId FROM RevenueEntry)",
        "UPDATE Tenant SET IsDemo=0 WHERE IsDemo=1",
    ];

    public const string DeleteFilter = "DELETE FROM EventFilterSnapshot";

    /// <summary>Opens the weeks with demo usage and empties them.</summary>
    public string OpenWeeks => $"{SealedWeekSql.Open(FromWeek, ToWeek)}; {string.Join("; ", WeekCubes.Select(cube => RollupSql.DeleteCells(cube, FromWeek, ToWeek)))}";

    private int FromWeek => Cube.WeekOfHour(fromHour);

    private int ToWeek => Cube.WeekOfHour(toHour) + 1;

    private static IEnumerable<Cube> WeekCubes => Cube.Families.Select(family => family[^1]).Where(cube => cube.Grain == Grain.Week);

    /// <summary>Subtracts the demo records from the cells of a cube.</summary>
    public string Subtract(Cube cube)
    {
        var measures = Measures.Names.Zip(CostSql.RecordMeasures, (name, sum) => $"{sum} AS {name}");
        var differences = Measures.Names.Select(name => $"{name}=CostCell.{name}-d.{name}");
        return $"UPDATE CostCell SET {string.Join(", ", differences)} FROM ({Grouped(cube, string.Join(", ", measures), "")}) AS d WHERE {Matches(cube, "CostCell")}"
            .Replace("COUNT_BIG(*)", "COUNT(*)", StringComparison.Ordinal);
    }

    public string DeleteEmptyCells(Cube cube) =>
        string.Create(CultureInfo.InvariantCulture, $"DELETE FROM CostCell WHERE CubeId={cube.Id} AND Period>={cube.PeriodOfHour(fromHour)} AND Period<={cube.PeriodOfHour(toHour)} AND Requests=0");

    /// <summary>The latencies of demo records in cells that other usage keeps alive: the cell's key and histogram, a latency, and how often it occurred.</summary>
    public string LatenciesInKeptCells(Cube cube) =>
        $"SELECT c.Period, {string.Join(", ", CostSql.Dimensions.Select(d => $"c.{d.Column}"))}, d.LatencyMs, d.Times, c.Latency "
        + $"FROM CostCell AS c INNER JOIN ({Grouped(cube, "LatencyMs, COUNT(*) AS Times", ", LatencyMs")}) AS d ON {Matches(cube, "c")} "
        + "WHERE d.LatencyMs IS NOT NULL AND c.Latency IS NOT NULL";

    /// <summary>Sets a cell's histogram, parameter <c>@latency</c>. The key stands in the order of <see cref="CostSql.Dimensions"/>.</summary>
    public static string SetLatency(Cube cube, int period, IReadOnlyList<int> key) => string.Create(
        CultureInfo.InvariantCulture,
        $"UPDATE CostCell SET Latency=@latency WHERE CubeId={cube.Id} AND Period={period} AND {string.Join(" AND ", CostSql.Dimensions.Select((d, i) => $"{d.Column}={key[i]}"))}");

    /// <summary>Deletes the names of a kind that demo records use and no rollup does any more. Run between the rollups and the records.</summary>
    public string DeleteNames(DimensionKind kind)
    {
        var (key, column) = CostSql.Dimensions[(int)kind - 1];
        var coarsest = Cube.Families.Select(family => family.Last(cube => cube.Grain != Grain.Week)).First(cube => (cube.Keys & key) != 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"DELETE FROM Dimension WHERE Kind={(int)kind} AND Id IN (SELECT {column} FROM UsageRecord WHERE {IsDemo}) AND Id NOT IN (SELECT {column} FROM CostCell WHERE CubeId={coarsest.Id}){(kind == DimensionKind.Tenant ? HasNoTerms : "")}{HasNoBudget(kind, column)}");
    }

    private const string HasNoTerms = " AND Id NOT IN (SELECT Id FROM Tenant)";

    /// <summary>Budgets that people made refer to names, those that were removed included.</summary>
    private static string HasNoBudget(DimensionKind kind, string column) =>
        kind is DimensionKind.Tenant or DimensionKind.Feature or DimensionKind.Team or DimensionKind.Environment ? $" AND Id NOT IN (SELECT {column} FROM Budget)" : "";

    private static string PeriodOf(Cube cube) => cube.Grain switch
    {
        Grain.Hour => "OccurredHour",
        Grain.Day => "OccurredHour/24",
        Grain.Week => "OccurredHour/168",
    };

    private string Grouped(Cube cube, string columns, string moreGroups)
    {
        var keys = string.Concat(KeysOf(cube).Select(column => $", {column}"));
        return $"SELECT {PeriodOf(cube)} AS P{keys}, {columns} FROM UsageRecord WHERE {IsDemo} GROUP BY {PeriodOf(cube)}{keys}{moreGroups}";
    }

    /// <summary>All parts of the key, so that each cell is sought and not searched.</summary>
    private static string Matches(Cube cube, string cell)
    {
        var kept = KeysOf(cube).ToHashSet();
        var keys = CostSql.Dimensions.Select(d => kept.Contains(d.Column) ? $"{cell}.{d.Column}=d.{d.Column}" : $"{cell}.{d.Column}=0");
        return string.Create(CultureInfo.InvariantCulture, $"{cell}.CubeId={cube.Id} AND {cell}.Period=d.P AND {string.Join(" AND ", keys)}");
    }

    private static IEnumerable<string> KeysOf(Cube cube) => CostSql.Dimensions.Where(d => (cube.Keys & d.Key) != 0).Select(d => d.Column);
}
