namespace FinOps.Core.Costs;

/// <summary>
/// Where a bulk import puts cells of periods that have cells already: beside them, as a part of the cube under an id of its own, because
/// appending costs half of adding to what is there. Readers add the parts up; a job merges them. Only the embedded database has parts.
/// </summary>
internal static class CellParts
{
    /// <summary>So many cells make a transaction a bulk import; smaller ones add to the cells themselves.</summary>
    public const int BulkCells = 50_000;

    public const int MaxParts = 15;

    /// <summary>Part p of a cube has the cube's id plus p times this.</summary>
    private const int Step = 16;

    public static byte IdOf(byte cubeId, int part) => (byte)(cubeId + (part * Step));

    /// <summary>The cube that a stored id belongs to, itself or as a part.</summary>
    public static byte CubeOf(byte id) => (byte)(id % Step);

    /// <summary>Adds to each range the same periods of the cube's parts.</summary>
    public static IReadOnlyList<CubeRange> WithParts(IReadOnlyList<CubeRange> ranges, IReadOnlyList<byte> parts) => parts.Count == 0
        ? ranges
        : [.. ranges.SelectMany(r => parts.Where(id => CubeOf(id) == r.Cube.Id).Select(id => r with { Cube = r.Cube with { Id = id } }).Prepend(r))];
}
