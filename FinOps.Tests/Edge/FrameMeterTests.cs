using FinOps.Web.Edge;

namespace FinOps.Tests.Edge;

/// <summary>Frames as they come over the network.</summary>
public sealed class FrameMeterTests
{
    private const int Limit = 70_000;
    private readonly FrameMeter meter = new(Limit);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4_096)]
    [InlineData(1_000_000)]
    public void Frames_InPiecesOfAnySize_AreCountedOnce(int piece)
    {
        byte[] all = [.. Frame(2, 0), .. Frame(9, 125), .. Frame(2, 126), .. Frame(1, 300), .. Frame(2, Limit), .. Frame(2, 65_536), .. Frame(10, 1), .. Frame(2, 5, isMasked: false)];

        Assert.Equal(8, all.Chunk(piece).Sum(part => meter.Count(part)));
        Assert.False(meter.IsTooLarge);
    }

    [Fact]
    public void Message_LargerThanAllowed_IsSeenFromItsHead()
    {
        var frame = Frame(2, Limit + 1);

        meter.Count(frame.AsSpan(0, 13));
        Assert.False(meter.IsTooLarge);
        meter.Count(frame.AsSpan(13, 1));

        Assert.True(meter.IsTooLarge);
    }

    [Fact]
    public void Message_InFragmentsThatAreTooLargeTogether_IsTooLarge()
    {
        meter.Count([.. Frame(2, 40_000), .. Frame(9, 100), .. Frame(0, 20_000)]);
        Assert.False(meter.IsTooLarge);

        meter.Count(Frame(0, 20_000));

        Assert.True(meter.IsTooLarge);
    }

    [Fact]
    public void Messages_OneAfterAnother_AreNotAddedUp()
    {
        meter.Count([.. Frame(2, 60_000), .. Frame(2, 60_000)]);

        Assert.False(meter.IsTooLarge);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    [InlineData(9)]
    public void Length_BeyondEverything_IsTooLarge(int opcode)
    {
        meter.Count([(byte)(0x80 | opcode), 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);

        Assert.True(meter.IsTooLarge);
    }

    private static byte[] Frame(int opcode, int length, bool isMasked = true)
    {
        byte[] size = length switch
        {
            < 126 => [(byte)length],
            <= ushort.MaxValue => [126, (byte)(length >> 8), (byte)length],
            _ => [127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        size[0] |= (byte)(isMasked ? 0x80 : 0);
        var payload = new byte[length];
        Array.Fill(payload, (byte)0x82); // would be heads, if it were taken for some
        return [(byte)(0x80 | opcode), .. size, .. new byte[isMasked ? 4 : 0], .. payload];
    }
}
