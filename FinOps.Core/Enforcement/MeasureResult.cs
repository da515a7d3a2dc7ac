using FinOps.Core.Access;

namespace FinOps.Core.Enforcement;

/// <summary>What is wrong with one field of a wish, and the cure.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Message">One sentence.</param>
public sealed record MeasureFault(string Field, string Message);

/// <summary>How a change of measures, overrides or the ladder's settings ended.</summary>
public abstract record MeasureResult
{
    private MeasureResult()
    {
    }

    /// <summary>Done; in force here at once, in other processes within a second.</summary>
    /// <param name="Id">Of the measure, override or settings.</param>
    public sealed record Saved(int Id) : MeasureResult
    {
        /// <summary>True for an override that counts only after a second person agreed.</summary>
        public bool IsWaiting { get; init; }
    }

    /// <summary>Nothing was changed; each fault names its field.</summary>
    public sealed record Invalid(IReadOnlyList<MeasureFault> Faults) : MeasureResult
    {
        public Invalid(string field, string message)
            : this([new MeasureFault(field, message)])
        {
        }
    }

    /// <summary>Nothing was changed: somebody else changed it meanwhile, or put the same in force already.</summary>
    /// <param name="Id">Of what is in force.</param>
    public sealed record Conflict(int Id, string By, DateTime AtUtc) : MeasureResult;

    /// <summary>Nothing was changed, because this actor must not do it.</summary>
    public sealed record Refused(string Message) : MeasureResult;

    public sealed record NotFound : MeasureResult;

    /// <summary>The person must prove again who they are; nothing was changed.</summary>
    public sealed record Unproved(ProofNeeded Proof) : MeasureResult;
}
