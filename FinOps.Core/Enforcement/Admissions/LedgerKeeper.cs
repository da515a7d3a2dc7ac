using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Core.Enforcement.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>Keeps the ledger going beside the calls: ends holds, stores settled usage, catches up after outages, checks balances, removes what is old.</summary>
public sealed class LedgerKeeper
{
    private const int PrunedAtOnce = 500;
    private static readonly TimeSpan VerifyEvery = TimeSpan.FromMinutes(1);
    private readonly ILedgerEngine engine;
    private readonly AdmissionTerms terms;
    private readonly SettlementCarrier carrier;
    private readonly SoftAdmissions soft;
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly LedgerOptions options;
    private readonly LedgerPlace place;
    private readonly TimeProvider time;
    private long verifiedAt;
    private DateTimeOffset? toldOf;

    internal LedgerKeeper(
        ILedgerEngine engine, AdmissionTerms terms, SettlementCarrier carrier, SoftAdmissions soft, IDbContextFactory<FinOpsDbContext> contexts, IOptions<LedgerOptions> options, LedgerPlace place, TimeProvider time)
    {
        (this.engine, this.terms, this.carrier, this.soft, this.contexts, this.place, this.time) = (engine, terms, carrier, soft, contexts, place, time);
        this.options = options.Value;
        verifiedAt = time.GetTimestamp();
    }

    /// <summary>False while nobody asks for admissions, so that nothing has to be kept.</summary>
    public bool IsInUse => terms.IsInUse || soft.Waiting > 0 || place.Exists;

    /// <summary>One round; several times a second. Each part is done also when another fails.</summary>
    /// <exception cref="AggregateException">Parts that failed.</exception>
    public async Task RoundAsync(CancellationToken cancellation)
    {
        var failures = new List<Exception>();
        await TryAsync(() => TellAsync(cancellation), failures);
        await TryAsync(() => terms.RefreshAsync(cancellation), failures);
        await TryAsync(() => RecoverAsync(cancellation), failures);
        await TryAsync(() => engine.ExpireAsync(cancellation), failures);
        await TryAsync(() => carrier.CarryAsync(cancellation), failures);
        if (time.GetElapsedTime(verifiedAt) >= VerifyEvery)
        {
            verifiedAt = time.GetTimestamp();
            await TryAsync(() => CheckAsync(cancellation), failures);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private static async Task TryAsync(Func<Task> part, List<Exception> failures)
    {
        try
        {
            await part();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failures.Add(e);
        }
    }

    /// <summary>Checks balances, tells on-call of faults, and removes what ended long ago.</summary>
    private async Task CheckAsync(CancellationToken cancellation)
    {
        var faults = await engine.VerifyAsync(cancellation);
        foreach (var fault in faults)
        {
            var text = $"Pending of {fault.Ref.Key} is {Money.ToExactText(fault.StoredNanos)} USD, and its reservations add up to {Money.ToExactText(fault.RecomputedNanos)} USD. Nothing is admitted there.";
            await RaiseAsync(new AlertFact(
                AlertKind.SoftFail, AlertSeverity.Critical, $"ledger:{fault.Ref.Key}", fault.Ref.WindowStartMicros.ToString(CultureInfo.InvariantCulture), "balance", "Balances contradict each other", text, "/enforcement", null), cancellation);
        }

        await engine.PruneAsync(time.NowMicros() - (options.KeepDays * Instants.MicrosPerDay), PrunedAtOnce, cancellation);
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        if (soft.Since is not { } since || since == toldOf)
        {
            return;
        }

        await RaiseAsync(new AlertFact(
            AlertKind.SoftFail, AlertSeverity.Critical, "ledger", WindowOf(since), "1", "Calls are admitted without the ledger",
            $"The ledger does not answer since {since:HH:mm:ss} UTC. Calls are admitted within {options.SoftFailPercent} % of their limits, noted, and booked once it answers; paused tenants stay denied.", "/enforcement", null), cancellation);
        toldOf = since;
    }

    private async Task RecoverAsync(CancellationToken cancellation)
    {
        var (since, admitted) = (soft.Since, soft.Admitted);
        if ((since is null && soft.Waiting == 0) || !await soft.RecoverAsync(engine, cancellation) || since is null)
        {
            return;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await AlertTrail.RecoverAsync(context, AlertKind.SoftFail, "ledger", WindowOf(since.Value), $"The ledger answers again. {admitted:N0} calls were admitted without it, and are booked.", cancellation);
        await context.SaveChangesAsync(cancellation);
    }

    private static string WindowOf(DateTimeOffset since) => since.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task RaiseAsync(AlertFact fact, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await AlertTrail.RaiseAsync(context, fact, cancellation))
        {
            await context.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }
}
