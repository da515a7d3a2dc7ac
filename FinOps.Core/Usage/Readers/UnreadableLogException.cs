namespace FinOps.Core.Usage.Readers;

/// <summary>A log that cannot be read at all. The message says why and what to do; nothing of the log was kept.</summary>
public sealed class UnreadableLogException(string message) : Exception(message);
