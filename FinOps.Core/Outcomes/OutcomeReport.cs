using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace FinOps.Core.Outcomes;

/// <summary>An outcome as it arrives: valid, with names instead of ids. Texts are null where they were not reported.</summary>
internal sealed record OutcomeReport(long LineNumber, long OccurredAtMicros, int TypeId, string TypeKey)
{
    public string? OutcomeId { get; init; }
    public string? Tenant { get; init; }
    public string? Feature { get; init; }
    public string? Environment { get; init; }
    public string? TaskId { get; init; }
    public string? TraceId { get; init; }
    public string? SessionId { get; init; }
    public string? RequestId { get; init; }
    public long QuantityMillionths { get; init; } = Outcome.MillionthsPerUnit;
    public bool IsSuccess { get; init; } = true;
    public bool? IsCorrect { get; init; }

    /// <summary>At most 4 KB of the line, for quarantine.</summary>
    public required string Raw { get; init; }

    /// <summary>What came out and for whom; not when, since senders stamp the same event differently.</summary>
    public long ContentHash() => (long)(ulong)(ContentHash128() & ulong.MaxValue);

    /// <summary>The same event has the same key: its id within tenant and type, or its time and content where it has no id.</summary>
    public byte[] EventKey()
    {
        var key = OutcomeId is null ? Hash(OccurredAtMicros, ["content"], ContentHash128()) : Hash(TypeId, ["id", Tenant, OutcomeId], 0);
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }

    private UInt128 ContentHash128() => Hash(
        QuantityMillionths, [Tenant, Feature, Environment, TaskId, TraceId, SessionId, RequestId, IsSuccess ? "1" : "0", IsCorrect?.ToString()], (UInt128)TypeId);

    private static UInt128 Hash(long number, ReadOnlySpan<string?> texts, UInt128 more)
    {
        var hash = new XxHash128();
        Span<ulong> numbers = [(ulong)number, (ulong)(more >> 64), (ulong)(more & ulong.MaxValue)];
        hash.Append(MemoryMarshal.AsBytes(numbers));
        foreach (var text in texts)
        {
            // An empty text and none are the same; a byte that no UTF-8 text holds keeps neighbors apart.
            hash.Append(Encoding.UTF8.GetBytes(text ?? ""));
            hash.Append([0xFF]);
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
