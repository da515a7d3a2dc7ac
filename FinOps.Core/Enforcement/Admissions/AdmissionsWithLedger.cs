using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement.Ledger;
using Microsoft.Extensions.Logging;

namespace FinOps.Core.Enforcement.Admissions;

/// <content>How the ledger is asked, and what is done when it does not answer.</content>
public sealed partial class Admissions
{
    /// <summary>How long a caller whose budget is full is asked to wait at most: a hold may come back any time.</summary>
    private const long LongestBudgetWait = 60;

    /// <summary>No user waits for what is told while a call runs and behind it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private async Task<AdmissionTerms.Terms?> TermsAsync(CancellationToken cancellation)
    {
        try
        {
            return await terms.CurrentAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NoTerms(logger, e);
            return null;
        }
    }

    private ReserveCommand Command(AdmittedCall admitted, HoldSize size, IReadOnlyList<LedgerAccount> accounts) => new()
    {
        Tenant = admitted.Call.Tenant,
        RequestId = admitted.Call.RequestId,
        ParentRequestId = admitted.Call.ParentRequestId,
        Fingerprint = admitted.Call.Fingerprint(),
        Hold = size.Hold,
        PriceVersion = size.PriceId,
        Lease = TimeSpan.FromSeconds(options.LeaseSeconds),
        Accounts = accounts,
        Call = admitted.ToJson(),
    };

    private async Task<AdmissionAnswer> ReserveAsync(ReserveCommand command, AdmittedCall admitted, AdmissionVerdict verdict, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return await WithinAsync(engine.ReserveAsync(command, CancellationToken.None), TimeSpan.FromMilliseconds(options.DeadlineMilliseconds), cancellation) switch
            {
                ReserveResult.Held held => Admitted(held, admitted.Call.RequestId),
                ReserveResult.Denied denied => Denied(denied, command, now),
                ReserveResult.Ended => new AdmissionAnswer.Denied(AdmissionReason.StaleReservation, "The request id was admitted before and its reservation has ended. Ask with a new request id."),
                ReserveResult.OtherPayload => new AdmissionAnswer.OtherPayload(),
                var other => throw new InvalidOperationException(other.GetType().Name),
            };
        }
        catch (LedgerUnavailableException e)
        {
            NoLedger(logger, e);
            return verdict.FailsClosed || !soft.TryAdmit(command)
                ? new AdmissionAnswer.Denied(AdmissionReason.Infra, "The ledger does not answer, and nothing may be admitted without it.") { RetryAfterSeconds = 1, DeltaNanos = command.Hold.TotalNanos }
                : Soft(command, admitted, now);
        }
    }

    private AdmissionAnswer.Admitted Admitted(ReserveResult.Held held, string requestId)
    {
        var reservation = held.Reservation;
        var admitted = AdmittedCall.Read(reservation.Call);
        calls.Note(reservation.Key, new AdmittedCalls.Known(admitted, reservation.HoldNanos, reservation.CreatedAtMicros));
        return new AdmissionAnswer.Admitted(reservation.Key)
        {
            RequestId = requestId,
            Attempt = held.Attempt,
            ReservedNanos = reservation.HoldNanos,
            ExpiresAtMicros = reservation.CreatedAtMicros + reservation.LeaseMicros,
            RemainingNanos = reservation.RemainingNanos,
            Model = admitted.UseModel,
            IsDegraded = admitted.IsDegraded,
            IsUnpriced = admitted.IsUnpriced,
            IsReplay = held.IsReplay,
        };
    }

    private AdmissionAnswer.Admitted Soft(ReserveCommand command, AdmittedCall admitted, DateTimeOffset now)
    {
        var key = ReservationKey.Of(command.Tenant, command.RequestId);
        calls.Note(key, new AdmittedCalls.Known(admitted, command.Hold.TotalNanos, Instants.ToMicros(now)));
        return new AdmissionAnswer.Admitted(key)
        {
            RequestId = command.RequestId,
            ReservedNanos = command.Hold.TotalNanos,
            ExpiresAtMicros = Instants.ToMicros(now + command.Lease),
            Model = admitted.UseModel,
            IsDegraded = admitted.IsDegraded,
            IsUnpriced = admitted.IsUnpriced,
            IsSoft = true,
        };
    }

    private static AdmissionAnswer.Denied Denied(ReserveResult.Denied denied, ReserveCommand command, DateTimeOffset now)
    {
        var account = command.Accounts.First(a => a.Ref == denied.Account.Ref);
        var isCap = account.Ref.Key == AdmissionTerms.CapKey(command.Tenant);
        var toEnd = Math.Max(1, (account.WindowEndMicros - Instants.ToMicros(now) + Instants.MicrosPerSecond - 1) / Instants.MicrosPerSecond);
        return new AdmissionAnswer.Denied(
            isCap ? AdmissionReason.SpendCap : AdmissionReason.BudgetBreach,
            denied.Account.IsStopped ? $"The balances of {account.Name} contradict each other; nothing is admitted until somebody has looked." : $"No room: {account.Name}.")
        {
            RetryAfterSeconds = denied.Account.PendingNanos > 0 ? Math.Min(toEnd, LongestBudgetWait) : toEnd,
            Budget = account,
            LimitNanos = account.LimitNanos,
            PostedNanos = denied.Account.PostedNanos,
            PendingNanos = denied.Account.PendingNanos,
            DeltaNanos = denied.DeltaNanos,
        };
    }

    private async Task<SettlementAnswer> SettleAsync(SettleCommand command, AdmittedCalls.Known known, CancellationToken cancellation)
    {
        try
        {
            switch (await InTimeAsync(engine.SettleAsync(command, CancellationToken.None), cancellation))
            {
                case SettleResult.Booked booked:
                    if (booked.Reservation.State != ReservationState.Open)
                    {
                        calls.Forget(command.Reservation);
                    }

                    return new SettlementAnswer.Booked(booked.Reservation, booked.DebitNanos, booked.OverrunNanos, booked.LateNanos, booked.IsReplay)
                    {
                        IsBeyondCeiling = ReservationRules.IsBeyondCeiling(booked.Reservation.HoldNanos, booked.Reservation.UsedNanos),
                    };
                case SettleResult.OtherPayload:
                    return new SettlementAnswer.OtherPayload();
                default:
                    return new SettlementAnswer.NotFound();
            }
        }
        catch (LedgerUnavailableException e)
        {
            NoLedger(logger, e);
            return soft.TryNote(new SoftEntry { Settle = command })
                ? new SettlementAnswer.Booked(null, command.ActualNanos, 0, 0, false) { IsSoft = true, IsBeyondCeiling = ReservationRules.IsBeyondCeiling(known.HoldNanos, command.ActualNanos) }
                : throw new LedgerUnavailableException("The ledger does not answer, and nothing can be noted.", e);
        }
    }

    /// <summary>The call of a reservation, if the caller may speak for its tenant.</summary>
    private async ValueTask<AdmittedCalls.Known?> FindAsync(ReservationKey key, TenantScope scope, CancellationToken cancellation)
    {
        var known = calls.Find(key);
        if (known is null)
        {
            known = await InTimeAsync(engine.FindAsync(key, CancellationToken.None), cancellation) is { } stored
                ? new AdmittedCalls.Known(AdmittedCall.Read(stored.Call), stored.HoldNanos, stored.CreatedAtMicros)
                : null;
        }

        return known is not null && scope.Allows(known.Admitted.Call.Tenant) ? known : null;
    }

    /// <summary>Waits as long as a caller would; what comes later is not lost, for asking again is answered with it.</summary>
    private Task<T> InTimeAsync<T>(Task<T> asked, CancellationToken cancellation) => WithinAsync(asked, Patience, cancellation);

    private async Task<T> WithinAsync<T>(Task<T> asked, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            return await asked.WaitAsync(patience, time, cancellation);
        }
        catch (TimeoutException e)
        {
            _ = asked.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new LedgerUnavailableException("The ledger does not answer in time.", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Prices and budgets for admissions cannot be read")]
    private static partial void NoTerms(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The ledger does not answer")]
    private static partial void NoLedger(ILogger logger, Exception exception);
}
