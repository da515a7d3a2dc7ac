namespace FinOps.Core.Outgoing;

/// <summary>A request was not sent, because its address is none that may be called. The message is for the person who configured it.</summary>
public sealed class OutgoingRefusedException(string message) : HttpRequestException(message);
