using FinOps.Core.Enforcement.Ledger;
using FinOps.Tests.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Enforcement.Ledger;

/// <summary>What every engine must hold.</summary>
public abstract class LedgerConformance : IAsyncLifetime
{
    private readonly FakeTimeProvider time = Some.Time();
    private ILedgerLab lab = null!;
    private ILedgerEngine engine = null!;

    public async Task InitializeAsync()
    {
        lab = NewLab();
        engine = await lab.OpenAsync(time);
    }

    public async Task DisposeAsync()
    {
        await lab.CloseAsync(engine);
        await lab.DisposeAsync();
    }

    [ConformanceFact]
    public async Task Reserve_From64CallersAtOnce_AdmitsExactlyWhatThereIs()
    {
        for (var seed = 1; seed <= 2; seed++)
        {
            await AdmitExactlyAsync(seed);
        }
    }

    [ConformanceFact]
    public async Task Reserve_WhereOneBudgetLacksRoom_ChangesNoAccount()
    {
        var day = Some.Account("budget:a-day", 1_000_000);
        var month = Some.Account("budget:b-month", 1_000_000);
        var feature = Some.Account("budget:c-feature", 500);
        var random = new Random(5);
        long held = 0;

        for (var i = 0; i < 1_000; i++)
        {
            var amount = random.Next(1, 40);
            var result = await engine.ReserveAsync(Some.Reserve($"r{i}", amount, month, feature, day), CancellationToken.None);
            held += result is ReserveResult.Held ? amount : 0;
            if (result is ReserveResult.Denied denied)
            {
                Assert.Equal(feature.Ref, denied.Account.Ref);
                Assert.Equal((500, held, amount), (denied.Account.LimitNanos, denied.Account.PendingNanos, denied.DeltaNanos));
            }
        }

        foreach (var account in new[] { day, month, feature })
        {
            Assert.Equal(held, (await engine.StateAsync(account)).PendingNanos);
        }

        Assert.InRange(held, 461, 500);
        Assert.Empty(await engine.VerifyAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Reserve_TryWithRetriesAndFallbacks_HoldsOnce()
    {
        var account = Some.Account("budget:1", 1_000);
        Assert.IsType<ReserveResult.Held>(await engine.ReserveAsync(Some.Reserve("try", 600, account), CancellationToken.None));

        var parent = "try";
        for (var i = 1; i <= 5; i++)
        {
            var next = Some.Reserve($"again-{i}", 600, account) with { ParentRequestId = parent };
            var held = Assert.IsType<ReserveResult.Held>(await engine.ReserveAsync(next, CancellationToken.None));
            Assert.Equal((i + 1, "try", false), (held.Attempt, held.Reservation.RequestId, held.IsReplay));
            var replay = Assert.IsType<ReserveResult.Held>(await engine.ReserveAsync(next, CancellationToken.None));
            Assert.Equal((i + 1, true), (replay.Attempt, replay.IsReplay));
            parent = next.RequestId;
        }

        Assert.Equal(600, (await engine.StateAsync(account)).PendingNanos);
        await engine.SettleAsync(Some.Settle("try", 0, isFinal: false), CancellationToken.None);
        await engine.SettleAsync(Some.Settle("again-1", 100, isFinal: false, root: "try"), CancellationToken.None);
        Assert.Equal(600, (await engine.StateAsync(account)).PendingNanos);
        await engine.SettleAsync(Some.Settle("again-5", 250, root: "try"), CancellationToken.None);
        Assert.Equal(350, (await engine.StateAsync(account)).PendingNanos);

        await engine.PostAllAsync(350, 1, account);

        var state = await engine.StateAsync(account);
        Assert.Equal((350, 0), (state.PostedNanos, state.PendingNanos));
        var own = Assert.IsType<ReserveResult.Held>(await engine.ReserveAsync(Some.Reserve("step", 10, account) with { ParentRequestId = "try" }, CancellationToken.None));
        Assert.Equal("step", own.Reservation.RequestId);
        Assert.Equal(10, (await engine.StateAsync(account)).PendingNanos);
    }

    [ConformanceFact]
    public async Task Reserve_32TimesAtOnce_HoldsOnceAndAnswersTheSame()
    {
        var account = Some.Account("budget:1", 100);
        var command = Some.Reserve("same", 80, account);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => engine.ReserveAsync(command, CancellationToken.None))));

        var held = results.Cast<ReserveResult.Held>().ToList();
        Assert.Single(held, h => !h.IsReplay);
        Assert.Single(held.Select(h => (h.Reservation.Key, h.Reservation.HoldNanos, h.Reservation.RemainingNanos, h.Reservation.CreatedAtMicros)).Distinct());
        Assert.Equal(20, held[0].Reservation.RemainingNanos);
        Assert.Equal(80, (await engine.StateAsync(account)).PendingNanos);
        Assert.IsType<ReserveResult.OtherPayload>(await engine.ReserveAsync(command with { Fingerprint = Some.Print("other") }, CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Reserve_Denied_IsAskedAgainAndAdmittedOnceThereIsRoom()
    {
        var account = Some.Account("budget:1", 100);
        await engine.ReserveAsync(Some.Reserve("first", 80, account), CancellationToken.None);
        var second = Some.Reserve("second", 80, account);
        Assert.IsType<ReserveResult.Denied>(await engine.ReserveAsync(second, CancellationToken.None));

        await engine.VoidAsync(Some.Key("first"), CancellationToken.None);

        Assert.False(Assert.IsType<ReserveResult.Held>(await engine.ReserveAsync(second, CancellationToken.None)).IsReplay);
        Assert.IsType<ReserveResult.Ended>(await engine.ReserveAsync(Some.Reserve("first", 80, account), CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Settle_AtAnyShareOfTheHold_BooksAllOfIt()
    {
        foreach (var (actual, debit, overrun) in new[] { (400, 400, 0), (1_000, 1_000, 0), (1_600, 1_000, 600), (2_000, 1_000, 1_000), (2_010, 1_000, 1_010) })
        {
            await BookAllAsync(actual, debit, overrun);
        }
    }

    [ConformanceFact]
    public async Task Settle_OfUnknownReservation_IsNotFound() =>
        Assert.IsType<SettleResult.NotFound>(await engine.SettleAsync(Some.Settle("none", 1), CancellationToken.None));

    [ConformanceFact]
    public async Task Settle_AfterExpiryOrVoid_IsALateDebit()
    {
        var account = Some.Account("budget:1", 1_000);
        await engine.ReserveAsync(Some.Reserve("expires", 300, account), CancellationToken.None);
        await engine.ReserveAsync(Some.Reserve("voided", 300, account), CancellationToken.None);
        Assert.True((await engine.VoidAsync(Some.Key("voided"), CancellationToken.None)).IsChanged);
        Assert.False((await engine.VoidAsync(Some.Key("voided"), CancellationToken.None)).IsChanged);
        time.Advance(Some.Lease);
        Assert.Equal(1, await engine.ExpireAsync(CancellationToken.None));
        Assert.Equal(0, (await engine.StateAsync(account)).PendingNanos);

        var late = Assert.IsType<SettleResult.Booked>(await engine.SettleAsync(Some.Settle("expires", 120), CancellationToken.None));
        var after = Assert.IsType<SettleResult.Booked>(await engine.SettleAsync(Some.Settle("voided", 30), CancellationToken.None));

        Assert.Equal((0, 0, 120), (late.DebitNanos, late.OverrunNanos, late.LateNanos));
        Assert.Equal((ReservationState.Expired, ReservationState.Voided), (late.Reservation.State, after.Reservation.State));
        Assert.Equal(150, (await engine.StateAsync(account)).PendingNanos);
        await engine.PostAllAsync(150, 1, account);
        Assert.Equal(0, (await engine.StateAsync(account)).PendingNanos);
    }

    [ConformanceFact]
    public async Task Progress_Reported_LengthensTheLeaseAndHoldsWhatIsUsed()
    {
        var account = Some.Account("budget:1", 1_000);
        await engine.ReserveAsync(Some.Reserve("r", 100, account), CancellationToken.None);
        time.Advance(Some.Lease - TimeSpan.FromSeconds(1));

        await engine.ProgressAsync(new ProgressCommand(Some.Key("r"), 150), CancellationToken.None);
        time.Advance(Some.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await engine.ExpireAsync(CancellationToken.None));
        var reported = (await engine.ProgressAsync(new ProgressCommand(Some.Key("r"), 500), CancellationToken.None)).Reservation;

        Assert.Equal((100, 100), (reported!.HoldNanos, reported.ExtendedNanos));
        Assert.Equal(200, (await engine.StateAsync(account)).PendingNanos);
        await engine.SettleAsync(Some.Settle("r", 500), CancellationToken.None);
        Assert.Equal(500, (await engine.StateAsync(account)).PendingNanos);
        Assert.Empty(await engine.VerifyAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Expire_WhileSettlesRace_EndsEachOnceAndLeavesNothingPending()
    {
        var account = Some.Account("budget:1", 1_000_000);
        const int Count = 500;
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < Count; i++)
            {
                await engine.ReserveAsync(Some.Reserve($"x{round}-{i}", 100, account), CancellationToken.None);
            }

            time.Advance(Some.Lease);
            var settles = Enumerable.Range(0, Count).Select(i => Task.Run(() => engine.SettleAsync(Some.Settle($"x{round}-{i}", 40), CancellationToken.None))).ToList();
            var ended = await engine.ExpireAsync(CancellationToken.None) + await engine.ExpireAsync(CancellationToken.None);
            var booked = (await Task.WhenAll(settles)).Cast<SettleResult.Booked>().ToList();

            Assert.All(booked, b => Assert.Equal(b.Reservation.State == ReservationState.Settled ? (40L, 0L) : (0L, 40L), (b.DebitNanos, b.LateNanos)));
            Assert.Equal(Count, booked.Count(b => b.Reservation.State == ReservationState.Settled) + ended);
            Assert.Equal(Count * 40, (await engine.StateAsync(account)).PendingNanos);
            Assert.Empty(await engine.VerifyAsync(CancellationToken.None));
            await engine.PostAllAsync((round + 1) * Count * 40, round + 1, account);
            Assert.Equal(0, (await engine.StateAsync(account)).PendingNanos);
        }
    }

    [ConformanceFact]
    public async Task Posted_OfAnOlderVersion_ChangesNothing()
    {
        var account = Some.Account("budget:1", 1_000, posted: 500, version: 5);
        await engine.ReserveAsync(Some.Reserve("a", 10, account), CancellationToken.None);

        await engine.ReserveAsync(Some.Reserve("b", 10, account with { PostedNanos = 100, PostedVersion = 4 }), CancellationToken.None);
        await engine.TakeOverAsync([new AccountPosted(account.Ref, 0, 5)], [], CancellationToken.None);

        var state = await engine.StateAsync(account);
        Assert.Equal((500, 5, 20), (state.PostedNanos, state.PostedVersion, state.PendingNanos));
    }

    [ConformanceFact]
    public async Task Soft_Admitted_IsHeldBeyondTheLimit()
    {
        var account = Some.Account("budget:1", 100);

        var held = await engine.ReserveAsync(Some.Reserve("soft", 250, account) with { IsSoft = true }, CancellationToken.None);

        Assert.IsType<ReserveResult.Held>(held);
        Assert.Equal(250, (await engine.StateAsync(account)).PendingNanos);
        Assert.IsType<ReserveResult.Denied>(await engine.ReserveAsync(Some.Reserve("next", 1, account), CancellationToken.None));
        await engine.SettleAsync(Some.Settle("soft", 60), CancellationToken.None);
        Assert.Equal(60, (await engine.StateAsync(account)).PendingNanos);
        Assert.Empty(await engine.VerifyAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Store_OpenedAgain_HoldsWhatWasAnswered()
    {
        var account = Some.Account("budget:1", 1_000);
        await engine.ReserveAsync(Some.Reserve("a", 100, account), CancellationToken.None);
        await engine.ReserveAsync(Some.Reserve("b", 100, account), CancellationToken.None);
        await engine.SettleAsync(Some.Settle("b", 30) with { ApiKeyId = 4, Usage = "{\"b\":1}" }, CancellationToken.None);
        await lab.CloseAsync(engine);

        engine = await lab.OpenAsync(time);

        Assert.True(Assert.IsType<ReserveResult.Held>(await engine.ReserveAsync(Some.Reserve("a", 100, account), CancellationToken.None)).IsReplay);
        Assert.Equal(130, (await engine.StateAsync(account)).PendingNanos);
        var waiting = Assert.Single(await engine.UnstoredAsync(10, CancellationToken.None));
        Assert.Equal(("{\"b\":1}", 4, 30), (waiting.Usage, waiting.ApiKeyId, waiting.AmountNanos));
        Assert.Equal(account.Ref, Assert.Single(waiting.Accounts));
    }

    [ConformanceFact]
    public async Task Ended_LongAgo_IsPruned()
    {
        var account = Some.Account("budget:1", 1_000);
        await engine.ReserveAsync(Some.Reserve("old", 100, account), CancellationToken.None);
        await engine.SettleAsync(Some.Settle("old", 100), CancellationToken.None);
        await engine.ReserveAsync(Some.Reserve("open", 100, account), CancellationToken.None);
        await engine.PostAllAsync(100, 1, account);
        time.Advance(TimeSpan.FromDays(2));

        var removed = await engine.PruneAsync(FinOps.Core.Data.Instants.ToMicros(time.GetUtcNow()), 100, CancellationToken.None);

        Assert.Equal(1, removed);
        Assert.Null(await engine.FindAsync(Some.Key("old"), CancellationToken.None));
        Assert.NotNull(await engine.FindAsync(Some.Key("open"), CancellationToken.None));
        Assert.Empty(await engine.VerifyAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Anything_InAnyOrder_IsWhatTheModelSays()
    {
        var simulation = new LedgerSimulation(11, lab, time);

        engine = await simulation.RunAsync(engine, 10_000);

        Assert.Equal("", simulation.Difference);
        Assert.True(simulation.Seen.Count >= 9, string.Join(", ", simulation.Seen.Order()));
    }

    private protected abstract ILedgerLab NewLab();

    private async Task AdmitExactlyAsync(int seed)
    {
        const long Price = 7;
        var account = Some.Account($"budget:{seed}", 1_000 * Price);
        var engines = new List<ILedgerEngine> { engine };
        if (lab.IsShared)
        {
            engines.Add(await lab.OpenAsync(time));
        }

        var admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var random = new Random(seed * 1_000 + caller);
            for (var i = 0; i < 100; i++)
            {
                var command = Some.Reserve($"s{seed}-c{caller}-{i}", Price, account);
                if (await engines[random.Next(engines.Count)].ReserveAsync(command, CancellationToken.None) is ReserveResult.Held)
                {
                    Interlocked.Increment(ref admitted);
                }
            }
        })));

        Assert.Equal(1_000, admitted);
        var state = await engine.StateAsync(account);
        Assert.Equal(1_000 * Price, state.PendingNanos);
        Assert.Equal(0, state.RemainingNanos);
        Assert.Empty(await engine.VerifyAsync(CancellationToken.None));
        foreach (var other in engines.Skip(1))
        {
            await lab.CloseAsync(other);
        }
    }

    private async Task BookAllAsync(long actual, long debit, long overrun)
    {
        var account = Some.Account($"budget:{actual}", 1_500, posted: 70, version: 3);
        await engine.ReserveAsync(Some.Reserve($"r{actual}", 1_000, account), CancellationToken.None);

        var booked = Assert.IsType<SettleResult.Booked>(await engine.SettleAsync(Some.Settle($"r{actual}", actual), CancellationToken.None));
        var again = Assert.IsType<SettleResult.Booked>(await engine.SettleAsync(Some.Settle($"r{actual}", actual), CancellationToken.None));

        Assert.Equal((debit, overrun, 0L, false), (booked.DebitNanos, booked.OverrunNanos, booked.LateNanos, booked.IsReplay));
        Assert.Equal((debit, overrun, 0L, true), (again.DebitNanos, again.OverrunNanos, again.LateNanos, again.IsReplay));
        Assert.IsType<SettleResult.OtherPayload>(await engine.SettleAsync(Some.Settle($"r{actual}", actual + 1), CancellationToken.None));
        Assert.Equal((ReservationState.Settled, actual), (booked.Reservation.State, booked.Reservation.UsedNanos));
        Assert.Equal(actual > 2_000, ReservationRules.IsBeyondCeiling(1_000, actual));
        var state = await engine.StateAsync(account);
        Assert.Equal((70, actual), (state.PostedNanos, state.PendingNanos));
        await engine.PostAllAsync(70 + actual, 4, account);
        state = await engine.StateAsync(account);
        Assert.Equal((70 + actual, 0), (state.PostedNanos, state.PendingNanos));
        Assert.Empty(await engine.VerifyAsync(CancellationToken.None));
    }
}

public sealed class EmbeddedLedgerConformanceTests : LedgerConformance
{
    private protected override ILedgerLab NewLab() => new EmbeddedLab();
}

public sealed class SharedLedgerConformanceTests : LedgerConformance
{
    private protected override ILedgerLab NewLab() => new SharedOnSqliteLab();
}

[NeedsRedis]
public sealed class RedisLedgerConformanceTests : LedgerConformance
{
    private protected override ILedgerLab NewLab() => new RedisLab();
}

[NeedsSqlServer]
public sealed class SqlServerLedgerConformanceTests : LedgerConformance
{
    private protected override ILedgerLab NewLab() => new SqlServerLab();
}
