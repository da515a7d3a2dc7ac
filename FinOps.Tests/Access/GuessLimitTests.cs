using System.Net;
using FinOps.Core.Access;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Access;

public sealed class GuessLimitTests
{
    private static readonly IPAddress Home = IPAddress.Parse("10.0.0.5");
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));
    private readonly GuessLimit limit;

    public GuessLimitTests() => limit = new GuessLimit(Options.Create(new ApiKeyOptions { WrongPerMinute = 10 }), clock);

    [Fact]
    public void Count_TenInAMinute_ThenWaits_ThenOneEverySixSeconds()
    {
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(limit.Count(Home, null).Wait));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(TimeSpan.FromSeconds(6), limit.Count(Home, null).Wait));

        clock.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromMicroseconds(1));
        Assert.Equal(TimeSpan.FromMicroseconds(1), limit.Count(Home, null).Wait);
        clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Null(limit.Count(Home, null).Wait);
        Assert.NotNull(limit.Count(Home, null).Wait);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(limit.Count(Home, null).Wait));
        Assert.NotNull(limit.Count(Home, null).Wait);
    }

    [Fact]
    public void Count_OnePrefixFromManyAddresses_Waits()
    {
        Assert.All(Enumerable.Range(0, 10), i => Assert.Null(limit.Count(new IPAddress([10, 1, 0, (byte)i]), "lfk_01234567").Wait));

        Assert.NotNull(limit.Count(IPAddress.Parse("10.2.0.1"), "lfk_01234567").Wait);
        Assert.Null(limit.Count(IPAddress.Parse("10.2.0.2"), "lfk_76543210").Wait);
    }

    [Fact]
    public void Count_AddressesOfOneIPv6Network_AreOneCaller()
    {
        Assert.All(Enumerable.Range(1, 10), i => Assert.Null(limit.Count(IPAddress.Parse($"2001:db8:0:7::{i}"), null).Wait));

        Assert.NotNull(limit.Count(IPAddress.Parse("2001:db8:0:7:ffff::1"), null).Wait);
        Assert.Null(limit.Count(IPAddress.Parse("2001:db8:0:8::1"), null).Wait);
    }

    [Fact]
    public void Count_IPv4InIPv6_IsTheSameCaller()
    {
        Assert.All(Enumerable.Range(0, 10), _ => limit.Count(Home, null));

        Assert.NotNull(limit.Count(IPAddress.Parse("::ffff:10.0.0.5"), null).Wait);
    }

    [Fact]
    public void Count_MadeUpCallers_KeepsMemoryBoundedAndStillLimits()
    {
        var news = 0;
        for (var i = 0; i < 3 * GuessLimit.Room; i++)
        {
            var address = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            news += limit.Count(address, $"lfk_{i:x8}").IsNews ? 1 : 0;
        }

        Assert.InRange(limit.Remembered, 1, GuessLimit.Room + 1);
        Assert.NotNull(limit.Count(IPAddress.Parse("192.0.2.1"), null).Wait);
        Assert.Equal(1, news);

        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(limit.Count(IPAddress.Parse("192.0.2.1"), null).Wait);
        Assert.InRange(limit.Remembered, 1, 10);
    }

    [Fact]
    public void Count_ThatWaits_IsNewsOnceAMinute()
    {
        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(limit.Count(Home, null).IsNews));

        Assert.True(limit.Count(Home, null).IsNews);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(limit.Count(Home, null).IsNews));
    }
}
