using FinOps.Core.Enforcement.Ledger;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>What a call that asked to be admitted is told.</summary>
public abstract record AdmissionAnswer
{
    private AdmissionAnswer()
    {
    }

    /// <summary>The rate that it was held to; null where there is none.</summary>
    public RateAnswer? Rate { get; init; }

    /// <summary>It may be made.</summary>
    public sealed record Admitted(ReservationKey Reservation) : AdmissionAnswer
    {
        public required string RequestId { get; init; }

        /// <summary>Which try of its logical request, from 1.</summary>
        public int Attempt { get; init; } = 1;

        public long ReservedNanos { get; init; }

        public long ExpiresAtMicros { get; init; }

        /// <summary>What was left of the tightest budget; null where none has a limit.</summary>
        public long? RemainingNanos { get; init; }

        /// <summary>The model to use.</summary>
        public required string Model { get; init; }

        public bool IsDegraded { get; init; }

        public bool IsUnpriced { get; init; }

        /// <summary>True when the same was asked before.</summary>
        public bool IsReplay { get; init; }

        /// <summary>True when it was let through because the ledger did not answer.</summary>
        public bool IsSoft { get; init; }
    }

    /// <summary>It may not be made.</summary>
    /// <param name="Reason">One of <see cref="AdmissionReason"/>.</param>
    /// <param name="Text">One sentence for people.</param>
    public sealed record Denied(string Reason, string Text) : AdmissionAnswer
    {
        /// <summary>Whole seconds until asking again makes sense; null when only a person can help.</summary>
        public long? RetryAfterSeconds { get; init; }

        /// <summary>The budget that lacks room.</summary>
        public LedgerAccount? Budget { get; init; }

        public long PostedNanos { get; init; }

        public long PendingNanos { get; init; }

        public long LimitNanos { get; init; }

        /// <summary>What it would have needed.</summary>
        public long DeltaNanos { get; init; }
    }

    /// <summary>The request id was used before, for something else.</summary>
    public sealed record OtherPayload : AdmissionAnswer;
}

/// <summary>What a try used, as its caller reports it.</summary>
public sealed record AdmissionUsage
{
    /// <summary>The try; null for the one that was admitted under the reservation's own id.</summary>
    public string? RequestId { get; init; }

    /// <summary>How it ended: <c>success</c>, <c>retry</c>, <c>fallback</c>, <c>timeout</c> or <c>error</c>. After <c>retry</c> and <c>fallback</c> another try follows.</summary>
    public string Status { get; init; } = "success";

    public string Provider { get; init; } = "";

    public string Model { get; init; } = "";

    public string? ModelVersion { get; init; }

    public int InputTokens { get; init; }

    public int CachedInputTokens { get; init; }

    public int CacheWriteTokens { get; init; }

    public int OutputTokens { get; init; }

    public int ReasoningTokens { get; init; }

    public int? StreamTerminatedAtToken { get; init; }

    public int? LatencyMs { get; init; }

    public string? Error { get; init; }

    public string? SessionId { get; init; }

    public string? TraceId { get; init; }

    /// <summary>True when another try follows, which needs the rest of the hold.</summary>
    public bool IsFollowed => Status is "retry" or "fallback";
}

/// <summary>What settling is told.</summary>
public abstract record SettlementAnswer
{
    private SettlementAnswer()
    {
    }

    /// <summary>It is booked.</summary>
    /// <param name="Reservation">As it is now; null while the ledger does not answer.</param>
    public sealed record Booked(Reservation? Reservation, long DebitNanos, long OverrunNanos, long LateNanos, bool IsReplay) : SettlementAnswer
    {
        /// <summary>True when far more was used than was held; the caller should stop what still runs.</summary>
        public bool IsBeyondCeiling { get; init; }

        /// <summary>True when it is noted and will be booked once the ledger answers.</summary>
        public bool IsSoft { get; init; }
    }

    public sealed record OtherPayload : SettlementAnswer;

    public sealed record NotFound : SettlementAnswer;

    /// <summary>The report contradicts itself.</summary>
    public sealed record Invalid(string Field, string Text) : SettlementAnswer;
}

/// <summary>How far a call is.</summary>
public sealed record AdmissionProgress(int InputTokens, int OutputTokens, int ToolCalls, double ElapsedSeconds);

/// <summary>Whether a call may go on.</summary>
/// <param name="Action"><c>continue</c> or <c>stop</c>.</param>
/// <param name="Reason">Why it must stop: <c>ceiling</c>, <c>stream_time</c>, <c>tool_loop</c>, <c>tenant_paused</c> or <c>stale_reservation</c>.</param>
/// <param name="Warning">True when it used more than was held for it by a margin.</param>
/// <param name="UsedNanos">What it used so far.</param>
/// <param name="HeldNanos">What is held for it.</param>
public sealed record ProgressAnswer(string Action, string? Reason, bool Warning, long UsedNanos, long HeldNanos);
