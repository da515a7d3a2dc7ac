using System.Runtime.InteropServices;
using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>The bytes of a JSON price list, to name the line of what is wrong in it.</summary>
internal sealed class SourceText(ReadOnlyMemory<byte> utf8)
{
    private readonly Lazy<int[]> lineStarts = new(() => StartsOf(utf8.Span));

    public ReadOnlyMemory<byte> Utf8 => utf8;

    /// <summary>The line on which an element of a document over these bytes begins, from 1.</summary>
    public int LineOf(JsonElement element) =>
        utf8.Span.Overlaps(JsonMarshal.GetRawUtf8Value(element), out var offset) ? LineAt(offset) : 1;

    private int LineAt(int offset) => Array.BinarySearch(lineStarts.Value, offset) is var found && found >= 0 ? found + 1 : ~found;

    private static int[] StartsOf(ReadOnlySpan<byte> bytes)
    {
        var starts = new List<int> { 0 };
        for (var at = bytes.IndexOf((byte)'\n'); at >= 0;)
        {
            var start = at + 1;
            starts.Add(start);
            var next = bytes[start..].IndexOf((byte)'\n');
            at = next < 0 ? -1 : start + next;
        }

        return [.. starts];
    }
}
