namespace FinOps.Core.Usage.Readers;

/// <summary>
/// Turns the bytes of one log into canonical usage lines (one JSON object each).
/// Whatever the format, the same parser validates the lines afterwards.
/// </summary>
public interface IUsageLineSource : IDisposable
{
    /// <summary>
    /// Appends lines with <see cref="UsageBatch.Append"/> until the batch is full or the input ends.
    /// False when the input has ended and nothing was appended.
    /// </summary>
    bool Fill(UsageBatch batch, CancellationToken cancellation);
}
