using System.Buffers.Binary;

namespace FinOps.Web.Edge;

/// <summary>
/// Counts the frames of a WebSocket in the bytes that arrive, in whatever pieces they come, and sees from a frame's head that its message will be too large.
/// Reads below the platform, which answers pings by itself and hands a message on only when it is in memory.
/// </summary>
/// <param name="largestMessage">Bytes that one message may have.</param>
public sealed class FrameMeter(long largestMessage)
{
    private const int LongestHead = 14;
    private const byte ControlBit = 0x08;
    private const byte MaskBit = 0x80;
    private readonly byte[] head = new byte[LongestHead];
    private int known;
    private long payloadLeft;
    private long message;

    /// <summary>True once a message was begun that is larger than allowed. What arrives behind its head is not counted any more.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    /// <returns>How many frames began in them.</returns>
    public int Count(ReadOnlySpan<byte> bytes)
    {
        var frames = 0;
        while (!bytes.IsEmpty && !IsTooLarge)
        {
            if (payloadLeft > 0)
            {
                var part = (int)Math.Min(payloadLeft, bytes.Length);
                payloadLeft -= part;
                bytes = bytes[part..];
                continue;
            }

            head[known++] = bytes[0];
            bytes = bytes[1..];
            if (known >= 2 && known == HeadLength)
            {
                frames++;
                BeginPayload();
            }
        }

        return frames;
    }

    private int ShortLength => head[1] & 0x7F;

    private int HeadLength => 2 + (ShortLength switch { 126 => 2, 127 => 8, _ => 0 }) + ((head[1] & MaskBit) == 0 ? 0 : 4);

    private void BeginPayload()
    {
        known = 0;
        var length = ShortLength switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(2)),
            var few => few,
        };
        var opcode = head[0] & 0x0F;
        if ((opcode & ControlBit) == 0)
        {
            message = opcode == 0 ? message + Math.Min(length, largestMessage + 1) : length; // 0 goes on with the message before
        }

        payloadLeft = length;
        IsTooLarge = length < 0 || message > largestMessage || ((opcode & ControlBit) != 0 && length > largestMessage);
    }
}
