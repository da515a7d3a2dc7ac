using System.Text.Json.Serialization;
using FinOps.Core.Data;
using FinOps.Core.Incidents;

namespace FinOps.Web.Incidents;

/// <summary>An incident in answers. Money is exact decimal USD.</summary>
/// <param name="Kind">tenant, feature, tenantfeature or model.</param>
/// <param name="Tenant">Null where it is about none.</param>
/// <param name="Tier">alert or kill.</param>
/// <param name="BurnUsdPerHour">Spend an hour now, less what is expected of an hour.</param>
/// <param name="Z">The highest z_eq of its buckets.</param>
/// <param name="ToUtc">Null while it is open.</param>
public sealed record IncidentAnswer(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("tenant")] string? Tenant,
    [property: JsonPropertyName("feature")] string? Feature,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("tier")] string Tier,
    [property: JsonPropertyName("verdict")] string Verdict,
    [property: JsonPropertyName("summary")] string Summary,
    [property: JsonPropertyName("spent_usd")] string SpentUsd,
    [property: JsonPropertyName("expected_usd")] string ExpectedUsd,
    [property: JsonPropertyName("excess_usd")] string ExcessUsd,
    [property: JsonPropertyName("burn_usd_per_hour")] string BurnUsdPerHour,
    [property: JsonPropertyName("z")] double Z,
    [property: JsonPropertyName("from")] DateTime FromUtc,
    [property: JsonPropertyName("to")] DateTime? ToUtc,
    [property: JsonPropertyName("assigned_to")] string? AssignedTo)
{
    public static IncidentAnswer Of(IncidentRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var i = row.Incident;
        return new IncidentAnswer(
            i.Id, Word(i.Kind), Some(row.Tenant), Some(row.Feature), Some(row.Model), Word(i.State), Word(i.Tier), Word(i.Verdict), row.Sentence, Money.ToExactText(i.SpentNanos), Money.ToExactText(i.ExpectedNanos),
            Money.ToExactText(i.ExcessNanos), Money.ToExactText(i.State == IncidentState.Resolved ? 0 : i.BurnNanos), Math.Round(i.ZEq, 3, MidpointRounding.ToEven), Utc(i.FromHour), i.ToHour is { } to ? Utc(to) : null, Some(i.AssignedTo));
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string? Some(string text) => text.Length == 0 ? null : text;

    private static DateTime Utc(int hour) => DateTime.SpecifyKind(Instants.ToUtc(hour * Instants.MicrosPerHour), DateTimeKind.Utc);
}
