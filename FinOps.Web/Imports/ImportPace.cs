using FinOps.Core.Imports;

namespace FinOps.Web.Imports;

/// <summary>How fast a running import goes, from what its row says at each look.</summary>
public sealed class ImportPace
{
    private const long WindowMicros = 5_000_000;
    private readonly Queue<(long AtMicros, long Lines, long Offset)> looks = new();

    /// <summary>Lines a second; null until two looks differ.</summary>
    public double? LinesPerSecond { get; private set; }

    /// <summary>Null where it cannot be told, as for packed logs whose unpacked size nobody knows.</summary>
    public TimeSpan? Left { get; private set; }

    /// <summary>0 to 1; null where it cannot be told.</summary>
    public double? Share { get; private set; }

    public void Note(ImportFile file, long nowMicros)
    {
        if (looks.Count == 0 || looks.Last().Lines != file.CommittedLines)
        {
            looks.Enqueue((nowMicros, file.CommittedLines, file.CommittedOffset));
        }

        while (looks.Count > 2 && nowMicros - looks.Peek().AtMicros > WindowMicros)
        {
            looks.Dequeue();
        }

        var isPacked = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.CommittedOffset > file.SizeBytes;
        Share = isPacked || file.SizeBytes == 0 ? null : Math.Min(1, file.CommittedOffset / (double)file.SizeBytes);
        var first = looks.Peek();
        var seconds = (nowMicros - first.AtMicros) / 1e6;
        if (looks.Count < 2 || seconds <= 0)
        {
            return;
        }

        LinesPerSecond = (file.CommittedLines - first.Lines) / seconds;
        var bytesPerSecond = (file.CommittedOffset - first.Offset) / seconds;
        Left = isPacked || bytesPerSecond <= 0 ? null : TimeSpan.FromSeconds((file.SizeBytes - file.CommittedOffset) / bytesPerSecond);
    }
}
