using System.Globalization;

namespace FinOps.Core.Costs;

/// <summary>The statements that seal and open weeks; the same text runs on both databases. All values are integers made here.</summary>
internal static class SealedWeekSql
{
    public static string Select(int fromWeek, int toWeek) => string.Create(CultureInfo.InvariantCulture, $"SELECT Week FROM SealedWeek WHERE Week>={fromWeek} AND Week<{toWeek}");

    public static string Open(int fromWeek, int toWeek) => string.Create(CultureInfo.InvariantCulture, $"DELETE FROM SealedWeek WHERE Week>={fromWeek} AND Week<{toWeek}");

    public static string Seal(int week) => string.Create(CultureInfo.InvariantCulture, $"INSERT INTO SealedWeek (Week) VALUES ({week})");

    /// <summary>Sums the day cells of a week, parts included, into week cells; what stood there before is to be deleted first.</summary>
    public static string SumDays(Cube day, Cube weekCube, int week)
    {
        var keys = string.Join(',', CostSql.Dimensions.Select(d => d.Column));
        return string.Create(CultureInfo.InvariantCulture,
            $"INSERT INTO CostCell (CubeId,Period,{keys},{string.Join(',', Measures.Names)}) SELECT {weekCube.Id},{week},{keys},{string.Join(',', Measures.Names.Select(m => $"SUM({m})"))} FROM CostCell WHERE CubeId IN ({string.Join(',', Enumerable.Range(0, CellParts.MaxParts + 1).Select(p => CellParts.IdOf(day.Id, p)))}) AND Period>={week * 7} AND Period<{(week + 1) * 7} GROUP BY {keys}");
    }
}
