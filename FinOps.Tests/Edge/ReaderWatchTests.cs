using FinOps.Web.Edge;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Edge;

public sealed class ReaderWatchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider time = new();
    private readonly ReaderWatch watch;

    public ReaderWatchTests() => watch = new ReaderWatch(time);

    [Fact]
    public void Browser_ThatIsSentNothing_MayBeSilentForHours()
    {
        time.Advance(TimeSpan.FromHours(9));

        Assert.False(watch.IsSlow(Limit));
    }

    [Fact]
    public void Browser_ThatTakesNothing_IsSlowFromTheLimitOn()
    {
        watch.BeginWriting();
        time.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.False(watch.IsSlow(Limit));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(watch.IsSlow(Limit));

        watch.EndWriting();

        Assert.False(watch.IsSlow(Limit));
    }

    [Fact]
    public void Browser_ThatDrawsNothing_IsSlowFromTheLimitOnHoweverMuchIsSent()
    {
        for (var second = 0; second < 30; second++)
        {
            watch.NoteDrawing();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(watch.IsSlow(Limit));
        watch.NoteDrawn();
        Assert.False(watch.IsSlow(Limit));
    }

    [Fact]
    public void Browser_ThatKeepsDrawing_IsNeverSlow()
    {
        for (var second = 0; second < 300; second++)
        {
            watch.NoteDrawing();
            time.Advance(TimeSpan.FromSeconds(29));
            Assert.False(watch.IsSlow(Limit));
            watch.NoteDrawn();
        }
    }
}
