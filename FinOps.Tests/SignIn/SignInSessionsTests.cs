using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using FinOps.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.SignIn;

/// <summary>The life of sessions, on a real database with a clock that is moved.</summary>
public sealed class SignInSessionsTests : IAsyncLifetime
{
    private const string Ada = "https://login.example|ada";
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(60);
    private static readonly Actor Somebody = Actor.System("test", "web");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TestDatabase database = new();
    private readonly SignInSessions sessions;

    public SignInSessionsTests() => sessions = new SignInSessions(database, time);

    public Task InitializeAsync() => database.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Session_UsedAllTheTime_LastsToItsEndAndNoLonger()
    {
        var id = await BeginAsync(1);
        for (var minutes = 30; minutes < 12 * 60; minutes += 30)
        {
            time.Advance(TimeSpan.FromMinutes(30));
            Assert.NotNull(await sessions.FindAsync(Key(1), Idle, default));
            await sessions.TouchAsync(id, Idle, default);
        }

        time.Advance(TimeSpan.FromMinutes(30));

        Assert.Null(await sessions.FindAsync(Key(1), Idle, default));
        await sessions.TouchAsync(id, Idle, default);
        Assert.False(await sessions.IsLiveAsync(id, Idle, default));
    }

    [Fact]
    public async Task Session_IdleForTheLimit_IsOverAndCannotBeWoken()
    {
        var id = await BeginAsync(1);
        time.Advance(Idle - TimeSpan.FromSeconds(1));
        Assert.True(await sessions.IsLiveAsync(id, Idle, default));

        time.Advance(TimeSpan.FromSeconds(1));
        await sessions.TouchAsync(id, Idle, default);

        Assert.Null(await sessions.FindAsync(Key(1), Idle, default));
        Assert.False(await sessions.IsLiveAsync(id, Idle, default));
        Assert.Empty(await sessions.ListAsync(Ada, Idle, default));
    }

    [Fact]
    public async Task Sessions_EndedByTheirOwner_AreOverAndTold()
    {
        var ended = new List<long>();
        sessions.Ended += ended.AddRange;
        var (first, second, other) = (await BeginAsync(1), await BeginAsync(2), await BeginAsync(3, "https://login.example|bob"));

        Assert.False(await sessions.EndAsync(other, Ada, Somebody, "test", default));
        Assert.Equal(1, await sessions.EndAllAsync(Ada, second, Somebody, "test", default));
        Assert.True(await sessions.EndAsync(second, Ada, Somebody, "test", default));

        Assert.Equal([first, second], ended);
        Assert.Null(await sessions.FindAsync(Key(1), Idle, default));
        Assert.NotNull(await sessions.FindAsync(Key(3), Idle, default));
        Assert.Equal(["signin.succeeded", "signin.succeeded", "signin.succeeded", "session.end", "session.end"], await ActionsAsync());
    }

    [Theory]
    [InlineData("sid-1", null, "1")]
    [InlineData("sid-2", null, "2")]
    [InlineData(null, Ada, "1,2")]
    [InlineData("sid-1", Ada, "1")]
    [InlineData("sid-3", Ada, "")]
    [InlineData("SID-1", null, "")]
    [InlineData(null, "https://login.example|Ada", "")]
    [InlineData(null, null, "")]
    public async Task Sessions_EndedByTheProvider_AreThoseItNames(string? providerSession, string? subject, string over)
    {
        await BeginAsync(1, Ada, "sid-1");
        await BeginAsync(2, Ada, "sid-2");
        await BeginAsync(3, "https://login.example|bob", "sid-3");

        await sessions.EndOfProviderAsync(providerSession, subject, Somebody, "test", default);

        var gone = new List<int>();
        foreach (var key in new[] { 1, 2, 3 })
        {
            if (await sessions.FindAsync(Key(key), Idle, default) is null)
            {
                gone.Add(key);
            }
        }

        Assert.Equal(over, string.Join(',', gone));
    }

    [Fact]
    public async Task Session_ProvedAgain_HasANewKeyAndTheSameId()
    {
        var id = await BeginAsync(1);

        Assert.True(await sessions.RenewAsync(id, New(2, Ada), Somebody, default));
        Assert.False(await sessions.RenewAsync(id, New(3, "https://login.example|bob"), Somebody, default));

        Assert.Null(await sessions.FindAsync(Key(1), Idle, default));
        Assert.Equal(id, (await sessions.FindAsync(Key(2), Idle, default))?.Id);
    }

    [Fact]
    public async Task Token_SpentByManyAtOnce_CountsOnce()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => sessions.SpendAsync(Key(9), time.GetUtcNow().AddHours(1), default))));

        Assert.Equal(1, tries.Count(t => t));
    }

    [Fact]
    public async Task Prune_AfterADay_LeavesWhatMayStillCount()
    {
        await BeginAsync(1);
        await sessions.SpendAsync(Key(9), time.GetUtcNow().AddHours(1), default);
        time.Advance(TimeSpan.FromHours(13));
        await BeginAsync(2);

        Assert.Equal(1, await sessions.PruneAsync(default));

        Assert.NotNull(await sessions.FindAsync(Key(2), Idle, default));
        Assert.True(await sessions.SpendAsync(Key(9), time.GetUtcNow().AddHours(1), default));
    }

    private static byte[] Key(int number) => [.. Enumerable.Repeat((byte)number, 32)];

    private static NewSession New(int key, string subject, string? providerSession = null) =>
        new(Key(key), subject, providerSession, [1, 2, 3], TimeSpan.FromHours(12), "127.0.0.1", "test");

    private Task<long> BeginAsync(int key, string subject = Ada, string? providerSession = null) => sessions.BeginAsync(New(key, subject, providerSession), Somebody, default);

    private async Task<List<string>> ActionsAsync()
    {
        await using var context = database.CreateDbContext();
        return await context.AuditEntries.Where(e => e.Action != "database.migrate").OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync();
    }
}
