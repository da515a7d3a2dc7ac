using System.Security.Cryptography;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>Admits calls before they are made, follows them, and books what they used.</summary>
public sealed partial class Admissions
{
    private readonly ILedgerEngine engine;
    private readonly AdmissionTerms terms;
    private readonly SoftAdmissions soft;
    private readonly MeasureBoard measures;
    private readonly RateGate rates;
    private readonly HoldSizer sizer;
    private readonly AdmittedCalls calls = new();
    private readonly LedgerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<Admissions> logger;

    internal Admissions(
        ILedgerEngine engine, AdmissionTerms terms, SoftAdmissions soft, MeasureBoard measures, RateGate rates, IOptions<LedgerOptions> options, TimeProvider time, ILogger<Admissions> logger)
    {
        (this.engine, this.terms, this.soft, this.measures, this.rates, this.time, this.logger) = (engine, terms, soft, measures, rates, time, logger);
        this.options = options.Value;
        sizer = new HoldSizer(this.options);
    }

    /// <summary>Holds a call's worst case in all of its budgets, or says why it may not be made.</summary>
    /// <param name="call">The call; its tenant is one that the asker may speak for.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<AdmissionAnswer> AdmitAsync(AdmissionCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        var now = time.GetUtcNow();
        if (await TermsAsync(cancellation) is not { } current)
        {
            return new AdmissionAnswer.Denied(AdmissionReason.Infra, "Prices and budgets could not be read yet.") { RetryAfterSeconds = 1 };
        }

        var size = sizer.Size(current.Prices, current.History, call, Instants.ToMicros(now));
        var (provider, model) = HoldSizer.Split(call.Provider, call.Model);
        _ = provider;
        var question = new AdmissionQuestion(call.Tenant, Maybe(call.Feature), Maybe(call.User), model) { HoldNanos = size.Hold.TotalNanos, IsPriced = size.IsPriced };
        var verdict = EnforcementPolicy.Decide(measures.Current, question, now);
        if (verdict.Reason is { } reason)
        {
            return Refused(reason, verdict, size, now);
        }

        var rate = verdict.Rate is { } grant ? rates.Take(call.Tenant, grant.PerMinute, RateGate.BurstOf(grant.PerMinute)) : (RateAnswer?)null;
        if (rate is { IsAdmitted: false } late && verdict.Rate is { IsShadow: false })
        {
            return new AdmissionAnswer.Denied(AdmissionReason.RateLimited, $"More calls than the {verdict.Rate.PerMinute:N0} a minute that {call.Tenant} may make.")
            {
                RetryAfterSeconds = late.RetryAfterSeconds, Rate = rate, DeltaNanos = size.Hold.TotalNanos,
            };
        }

        var accounts = AdmissionTerms.Accounts(current, call, verdict, now.UtcDateTime);
        var use = verdict is { IsDegraded: true, DegradeTo.Length: > 0 } ? verdict.DegradeTo : call.Model;
        var admitted = new AdmittedCall(call, use, use != call.Model, !size.IsPriced);
        return await ReserveAsync(Command(admitted, size, accounts), admitted, verdict, now, cancellation) with { Rate = rate };
    }

    /// <summary>Books what a try used. Whatever it is, it is booked.</summary>
    /// <param name="reservation">The id that the call was admitted under.</param>
    /// <param name="usage">What was used.</param>
    /// <param name="scope">The tenants that the caller may speak for; others' reservations do not exist for it.</param>
    /// <param name="apiKeyId">The key that reports it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<SettlementAnswer> SettleAsync(ReservationKey reservation, AdmissionUsage usage, TenantScope scope, int? apiKeyId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(usage);
        ArgumentNullException.ThrowIfNull(scope);
        if (UsageFault(usage) is { } fault)
        {
            return fault;
        }

        if (await FindAsync(reservation, scope, cancellation) is not { } known || await TermsAsync(cancellation) is not { } current)
        {
            return new SettlementAnswer.NotFound();
        }

        var call = known.Admitted.Call;
        var (provider, model) = usage.Model.Length > 0 ? HoldSizer.Split(usage.Provider, usage.Model) : HoldSizer.Split(call.Provider, known.Admitted.UseModel);
        provider = provider.Length > 0 ? provider : sizer.ProviderOf(current.Prices, usage.Model.Length == 0 || usage.Model == call.Model ? call.Provider : "", model);
        var quantities = new Pricing.UsageQuantities(usage.InputTokens, usage.CachedInputTokens, usage.CacheWriteTokens, 0, usage.OutputTokens, 0, 0, Pricing.ServiceTier.Standard) { ReasoningTokens = usage.ReasoningTokens };
        var actual = sizer.Cost(current.Prices, provider, model, quantities, Instants.ToMicros(time.GetUtcNow()));
        var command = new SettleCommand
        {
            Reservation = reservation,
            Attempt = usage.RequestId is { } attempt ? ReservationKey.Of(call.Tenant, attempt) : reservation,
            Fingerprint = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(usage)),
            ActualNanos = actual,
            IsFinal = !usage.IsFollowed,
            Usage = SettledUsage.Line(call, usage, provider, model, known.CreatedAtMicros),
            ApiKeyId = apiKeyId,
        };
        return await SettleAsync(command, known, cancellation);
    }

    /// <summary>Ends a reservation of which nothing more will be used; null when there is none.</summary>
    /// <exception cref="LedgerUnavailableException">It could neither be done nor noted.</exception>
    public async Task<VoidResult?> VoidAsync(ReservationKey reservation, TenantScope scope, CancellationToken cancellation)
    {
        if (await FindAsync(reservation, scope, cancellation) is null)
        {
            return null;
        }

        calls.Forget(reservation);
        try
        {
            return await InTimeAsync(engine.VoidAsync(reservation, CancellationToken.None), cancellation);
        }
        catch (LedgerUnavailableException)
        {
            return soft.TryNote(new SoftEntry { Void = reservation }) ? new VoidResult(null, true) : throw new LedgerUnavailableException("The ledger does not answer, and nothing can be noted.");
        }
    }

    /// <summary>Says whether a call may go on; null when there is no such reservation.</summary>
    public async Task<ProgressAnswer?> ProgressAsync(ReservationKey reservation, AdmissionProgress progress, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (await FindAsync(reservation, scope, cancellation) is not { } known || await TermsAsync(cancellation) is not { } current)
        {
            return null;
        }

        var call = known.Admitted.Call;
        var (provider, model) = HoldSizer.Split(call.Provider, known.Admitted.UseModel);
        var input = progress.InputTokens > 0 ? progress.InputTokens : call.Estimate.Input;
        var used = sizer.Cost(current.Prices, provider, model, new Pricing.UsageQuantities(input, 0, 0, 0, progress.OutputTokens, 0, 0, Pricing.ServiceTier.Standard), Instants.ToMicros(time.GetUtcNow()));
        var (state, held) = (ReservationState.Open, known.HoldNanos);
        try
        {
            var after = (await InTimeAsync(engine.ProgressAsync(new ProgressCommand(reservation, used), CancellationToken.None), cancellation)).Reservation;
            (state, held) = (after?.State ?? ReservationState.Open, after?.HoldNanos ?? held);
        }
        catch (LedgerUnavailableException)
        {
            // A stream is not cut off because our own store is down.
        }

        var stop = StopOf(call, model, state, held, used, progress);
        return new ProgressAnswer(stop is null ? "continue" : "stop", stop, ReservationRules.IsWorthWarning(held, used), used, held);
    }

    private static string? Maybe(string text) => text.Length == 0 ? null : text;

    private static SettlementAnswer.Invalid? UsageFault(AdmissionUsage usage) =>
        usage.Status is not ("success" or "retry" or "fallback" or "timeout" or "error") ? new("status", "status is success, retry, fallback, timeout or error.")
        : Math.Min(Math.Min(usage.InputTokens, usage.CachedInputTokens), Math.Min(Math.Min(usage.CacheWriteTokens, usage.OutputTokens), usage.ReasoningTokens)) < 0 ? new("input_tokens", "Counts are whole numbers from 0.")
        : (long)usage.CachedInputTokens + usage.CacheWriteTokens > usage.InputTokens ? new("cached_input_tokens", "Cached and written tokens are parts of input_tokens, and together more than it.")
        : usage.ReasoningTokens > usage.OutputTokens ? new("reasoning_tokens", "Reasoning tokens are a part of output_tokens, and more than it.")
        : null;

    private static AdmissionAnswer.Denied Refused(string reason, AdmissionVerdict verdict, HoldSize size, DateTimeOffset now) => new(reason, verdict.Text)
    {
        RetryAfterSeconds = verdict.RetryAtMicros is { } at ? Math.Max(1, (at - Instants.ToMicros(now) + Instants.MicrosPerSecond - 1) / Instants.MicrosPerSecond) : null,
        LimitNanos = verdict.Cap?.LimitNanos ?? 0,
        PostedNanos = verdict.Cap?.SpentNanos ?? 0,
        DeltaNanos = size.Hold.TotalNanos,
    };

    private string? StopOf(AdmissionCall call, string model, ReservationState state, long held, long used, AdmissionProgress progress) =>
        state != ReservationState.Open ? AdmissionReason.StaleReservation
        : measures.Current.PauseOf(call.Tenant, Maybe(call.Feature), Maybe(call.User), model, Instants.ToMicros(time.GetUtcNow())) is not null ? AdmissionReason.TenantPaused
        : ReservationRules.IsBeyondCeiling(held, used) ? "ceiling"
        : options.MaxStreamSeconds > 0 && progress.ElapsedSeconds >= options.MaxStreamSeconds ? "stream_time"
        : options.MaxToolCalls > 0 && progress.ToolCalls >= options.MaxToolCalls ? "tool_loop"
        : null;
}
