namespace FinOps.Core.Usage.Readers;

/// <summary>What became of one element of a JSON array.</summary>
internal enum JsonElementState
{
    /// <summary>An object with balanced braces; whether it is valid JSON is found out by the parser.</summary>
    Whole,

    /// <summary>Something else than an object.</summary>
    NotAnObject,

    /// <summary>A text that is not closed on its line, or an object that is not closed at all.</summary>
    Broken,

    /// <summary>More than <see cref="JsonElements.MaxBytes"/>.</summary>
    TooLong,
}

/// <summary>
/// Splits the bytes of a JSON array (or of objects one after another) into its elements, in bounded memory and with exact offsets.
/// After a broken element reading goes on with the next line that begins with a brace.
/// </summary>
internal sealed class JsonElements(Stream stream)
{
    public const int MaxBytes = 1024 * 1024;
    private const int HeadBytes = 4096;

    private readonly LogWindow window = new(stream);
    private int length;
    private byte[]? head;

    public JsonElementState State { get; private set; }

    /// <summary>The element, counted from 1.</summary>
    public long Number { get; private set; }

    public long EndOffset => window.Offset + length;

    /// <summary>True once the closing bracket of the array was seen.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True once the opening bracket of the array was seen.</summary>
    public bool IsArray { get; private set; }

    public ReadOnlySpan<byte> Raw => head ?? window.Bytes[..length];

    /// <summary>Goes on behind an element that was committed earlier.</summary>
    public void ResumeAt(long offset, long number)
    {
        SkipSpace();
        window.SkipTo(offset);
        Number = number;
    }

    /// <summary>Moves to the next element. False at the end.</summary>
    public bool Read()
    {
        window.Consume(length);
        length = 0;
        head = null;
        if (!SkipSpace())
        {
            return false;
        }

        Number++;
        if (window.Bytes[0] == '{')
        {
            ReadObject();
        }
        else
        {
            ReadOther();
        }

        return true;
    }

    /// <summary>Skips what stands between elements. False at the end of the log.</summary>
    private bool SkipSpace()
    {
        while (true)
        {
            var bytes = window.Bytes;
            var i = 0;
            for (; i < bytes.Length && IsBetween(bytes[i]); i++)
            {
                IsArray |= bytes[i] == '[';
                IsClosed |= bytes[i] == ']';
            }

            window.Consume(i);
            if (window.Length > 0)
            {
                return true;
            }

            if (!window.Grow())
            {
                return false;
            }
        }
    }

    private static bool IsBetween(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']' or 0xEF or 0xBB or 0xBF;

    private void ReadObject()
    {
        var scan = new ObjectScan();
        while (true)
        {
            switch (scan.Run(window.Bytes))
            {
                case ObjectEnd.Closed:
                    length = scan.At;
                    State = scan.At > MaxBytes || head is not null ? JsonElementState.TooLong : JsonElementState.Whole;
                    return;
                case ObjectEnd.LineBreakInText:
                    EndAt(JsonElementState.Broken, 0);
                    return;
                case ObjectEnd.NeedsMore:
                default:
                    break;
            }

            if (window.Length > MaxBytes && head is null)
            {
                head = window.Bytes[..HeadBytes].ToArray();
            }

            if (head is not null)
            {
                scan.At -= window.Length;
                window.Consume(window.Length);
            }

            if (!window.Grow())
            {
                EndAt(head is null ? JsonElementState.Broken : JsonElementState.TooLong, 0);
                return;
            }
        }
    }

    private enum ObjectEnd
    {
        NeedsMore,
        Closed,
        LineBreakInText,
    }

    /// <summary>Looks for the closing brace of an object; goes on where it stood when there are more bytes.</summary>
    private struct ObjectScan
    {
        private int depth;
        private bool inText;

        public int At { get; set; }

        public ObjectEnd Run(ReadOnlySpan<byte> bytes)
        {
            while (At < bytes.Length)
            {
                var b = bytes[At++];
                if (inText)
                {
                    if (b == '\n')
                    {
                        return ObjectEnd.LineBreakInText;
                    }

                    At += b == '\\' ? 1 : 0;
                    inText = b != '"';
                }
                else if (b == '"')
                {
                    inText = true;
                }
                else if (b is (byte)'{' or (byte)'[')
                {
                    depth++;
                }
                else if (b is (byte)'}' or (byte)']' && --depth == 0)
                {
                    return ObjectEnd.Closed;
                }
            }

            return ObjectEnd.NeedsMore;
        }
    }

    /// <summary>A number, text or word where an object should be: up to the next comma, bracket or line break.</summary>
    private void ReadOther()
    {
        var at = 0;
        while (true)
        {
            var end = window.Bytes[at..].IndexOfAny(",]\n"u8);
            if (end >= 0 || !window.Grow() || window.Length > MaxBytes)
            {
                length = end >= 0 ? at + end : window.Length;
                State = JsonElementState.NotAnObject;
                return;
            }

            at = 0;
        }
    }

    /// <summary>Ends a broken element in front of the next line that begins with a brace.</summary>
    private void EndAt(JsonElementState state, int from)
    {
        State = head is null ? state : JsonElementState.TooLong;
        while (true)
        {
            var bytes = window.Bytes;
            for (var at = from; at < bytes.Length; at++)
            {
                if (bytes[at] == '\n' && NextMark(bytes, at + 1) is (byte)'{' or (byte)']')
                {
                    length = at + 1;
                    return;
                }
            }

            if (window.Length > MaxBytes)
            {
                head ??= window.Bytes[..HeadBytes].ToArray();
                window.Consume(window.Length - 256);
            }

            from = Math.Max(0, window.Length - 256);
            if (!window.Grow())
            {
                length = window.Length;
                return;
            }
        }
    }

    private static byte NextMark(ReadOnlySpan<byte> bytes, int at)
    {
        var rest = bytes[at..].TrimStart(" \t\r\n,"u8);
        return rest.IsEmpty ? (byte)0 : rest[0];
    }
}
