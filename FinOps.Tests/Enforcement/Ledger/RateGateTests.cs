using FinOps.Core.Enforcement.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Enforcement.Ledger;

public sealed class RateGateTests
{
    private const long PerMinute = 60;
    private const long Burst = 10;
    private readonly FakeTimeProvider time = new(Some.Now);
    private readonly WallClock wall;
    private readonly RateGate gate;

    public RateGateTests()
    {
        wall = new WallClock(time);
        gate = new RateGate(wall);
    }

    [Fact]
    public void Take_At1000ASecondWhileClocksJump_AdmitsTheBurstAndOneASecond()
    {
        var admitted = 0;
        for (var millisecond = 0; millisecond <= 30_000; millisecond++)
        {
            admitted += gate.Take("acme", PerMinute, Burst).IsAdmitted ? 1 : 0;
            Assert.Equal(Math.Min(millisecond + 1, Burst + (millisecond / 1_000)), admitted);
            time.Advance(TimeSpan.FromMilliseconds(1));
            if (millisecond % 5_000 == 2_500)
            {
                wall.Set += TimeSpan.FromHours(millisecond % 10_000 == 2_500 ? 1 : -1);
            }
        }
    }

    [Theory]
    [InlineData(60, 10)]
    [InlineData(7, 1)]
    [InlineData(1_000, 100)]
    [InlineData(13, 4)]
    public void RetryAfter_Waited_AlwaysAdmitsAndOneSecondLessNever(long perMinute, long burst)
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            RateAnswer refused;
            do
            {
                time.Advance(TimeSpan.FromTicks(random.NextInt64(0, TimeSpan.TicksPerMinute / perMinute))); // twice as fast as the rate
                refused = gate.Take("acme", perMinute, burst);
            }
            while (refused.IsAdmitted);

            Assert.True(refused.RetryAfterSeconds >= 1);
            time.Advance(TimeSpan.FromSeconds(refused.RetryAfterSeconds - 1));
            Assert.False(gate.Take("acme", perMinute, burst).IsAdmitted);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(gate.Take("acme", perMinute, burst).IsAdmitted);
        }
    }

    [Fact]
    public void Take_ByOthers_IsCountedApart()
    {
        Assert.True(gate.Take("acme", 1, 1).IsAdmitted);
        Assert.False(gate.Take("acme", 1, 1).IsAdmitted);

        Assert.True(gate.Take("globex", 1, 1).IsAdmitted);
    }

    [Fact]
    public void Take_AtHalfTheRate_AdmitsHalfAsMany()
    {
        var (full, half) = (0, 0);
        for (var second = 0; second < 600; second++)
        {
            full += gate.Take("full", 60, 1).IsAdmitted ? 1 : 0;
            half += gate.Take("half", 30, 1).IsAdmitted ? 1 : 0;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((600, 300), (full, half));
    }

    /// <summary>A clock on the wall that is set, beside one that only counts, as machines have them.</summary>
    private sealed class WallClock(FakeTimeProvider counting) : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public override long TimestampFrequency => counting.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => counting.GetUtcNow() + Set;

        public override long GetTimestamp() => counting.GetTimestamp();
    }
}
