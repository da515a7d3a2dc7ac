using System.Globalization;

namespace FinOps.Core.Costs;

/// <summary>The statements that find and merge parts of cubes; parts exist on SQLite only, but the text is plain. All values are integers made here.</summary>
internal static class CellPartsSqliteSql
{
    private static readonly string Dimensions = string.Join(',', CostSql.Dimensions.Select(d => d.Column));
    private static readonly string MeasureNames = string.Join(',', Measures.Names);

    /// <summary>The first stored id above another one; the key begins with it, so this leaps from part to part.</summary>
    public static string NextId(byte after) => string.Create(CultureInfo.InvariantCulture, $"SELECT MIN(CubeId) FROM CostCell WHERE CubeId>{after}");

    public static string FirstPeriod(byte id) => string.Create(CultureInfo.InvariantCulture, $"SELECT MIN(Period) FROM CostCell WHERE CubeId={id}");

    /// <summary>Adds a part's cells of one period to the cube's own.</summary>
    public static string Merge(byte id, int period) => string.Create(CultureInfo.InvariantCulture,
        $"INSERT INTO CostCell (CubeId,Period,{Dimensions},{MeasureNames}) SELECT {CellParts.CubeOf(id)},Period,{Dimensions},{MeasureNames} FROM CostCell WHERE CubeId={id} AND Period={period} "
        + $"ON CONFLICT DO UPDATE SET {string.Join(',', Measures.Names.Select(m => $"{m}={m}+excluded.{m}"))}");

    public static string Delete(byte id, int period) => string.Create(CultureInfo.InvariantCulture, $"DELETE FROM CostCell WHERE CubeId={id} AND Period={period}");
}
