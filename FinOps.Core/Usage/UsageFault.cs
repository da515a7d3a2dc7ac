namespace FinOps.Core.Usage;

/// <summary>Why a line is no usage record: the field at fault, a stable code, and one sentence with the cure.</summary>
public sealed record UsageFault(string Field, string Reason, string Message);
