using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>
/// The id of a reservation: a hash of tenant and request id, so that whoever knows both knows it without asking, also while no store answers.
/// </summary>
public readonly record struct ReservationKey(UInt128 Value)
{
    /// <summary>Bytes of the stored form.</summary>
    public const int Length = 16;

    public static ReservationKey Of(string tenant, string requestId)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(requestId);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant.Length}:{tenant}{requestId}"), hash);
        return FromBytes(hash);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out ReservationKey key)
    {
        var isRead = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && text!.Length == 2 * Length;
        key = new ReservationKey(value);
        return isRead;
    }

    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    internal static ReservationKey FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    internal byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }
}
