using System.Text.Json.Serialization;
using FinOps.Core.Outcomes;

namespace FinOps.Web.Outcomes;

/// <summary>A type of outcomes.</summary>
/// <param name="Key">What events call it.</param>
/// <param name="Unit">One of it.</param>
/// <param name="Units">Several of it.</param>
/// <param name="Version">Send it along to change the names.</param>
public sealed record OutcomeTypeAnswer(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("units")] string Units,
    [property: JsonPropertyName("version")] int Version)
{
    internal static OutcomeTypeAnswer Of(OutcomeType type) => new(type.Key, type.Name, type.Unit, type.Units, type.Version);
}

/// <summary>A type of outcomes to add (without a version) or to change.</summary>
public sealed record OutcomeTypeRequest(
    [property: JsonPropertyName("key")] string? Key,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("unit")] string? Unit,
    [property: JsonPropertyName("units")] string? Units,
    [property: JsonPropertyName("version")] int? Version);
