using System.Security.Cryptography;
using System.Text.Json;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>How large a call may become, in tokens.</summary>
/// <param name="Input">All input, cached tokens and cache writes included.</param>
/// <param name="Cached">The part that is expected to come from the provider's cache; it is held at the full rate, for it may not be there.</param>
/// <param name="CacheWrite">The part that is written to it.</param>
/// <param name="MaxOutput">The most that is answered; null when the caller sets no bound.</param>
public sealed record AdmissionEstimate(int Input, int Cached, int CacheWrite, int? MaxOutput);

/// <summary>A call that asks to be admitted.</summary>
public sealed record AdmissionCall
{
    /// <summary>Names this try; unique within the tenant.</summary>
    public required string RequestId { get; init; }

    /// <summary>The try that this one repeats or replaces.</summary>
    public string? ParentRequestId { get; init; }

    public required string Tenant { get; init; }

    public string Feature { get; init; } = "";

    public string User { get; init; } = "";

    public string Team { get; init; } = "";

    public string Environment { get; init; } = "";

    /// <summary>As in the price book; empty to find it by the model.</summary>
    public string Provider { get; init; } = "";

    public required string Model { get; init; }

    /// <summary>Models that may be asked instead, as <c>model</c> or <c>provider/model</c>.</summary>
    public IReadOnlyList<string> FallbackModels { get; init; } = [];

    public required AdmissionEstimate Estimate { get; init; }

    /// <summary>SHA-256 of all of it.</summary>
    public byte[] Fingerprint() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this));
}

/// <summary>What is kept of an admitted call: what settling needs, and what a repeat is answered with.</summary>
/// <param name="Call">As asked.</param>
/// <param name="UseModel">The model that the caller was told to use.</param>
/// <param name="IsDegraded">True when that is not the one asked for.</param>
/// <param name="IsUnpriced">True when a model had no price, so that it is held at a careful one.</param>
internal sealed record AdmittedCall(AdmissionCall Call, string UseModel, bool IsDegraded, bool IsUnpriced)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static AdmittedCall Read(string json) => JsonSerializer.Deserialize<AdmittedCall>(json)!;
}
