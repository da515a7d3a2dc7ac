using System.Text.Json.Serialization;

namespace FinOps.Web.Usage;

/// <summary>A line that was set aside or refused.</summary>
public sealed record UsageLineFault(
    [property: JsonPropertyName("line")] long Line,
    [property: JsonPropertyName("field")] string Field,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("message")] string Message);

/// <summary>What came of the lines of one request.</summary>
/// <param name="ImportId">The import that holds the lines; those set aside are listed under it on the page of quarantine.</param>
/// <param name="Accepted">Lines that are stored now, whether by this request or by an earlier one.</param>
/// <param name="New">Records that this request added.</param>
/// <param name="Duplicates">Lines that were stored before.</param>
/// <param name="Quarantined">Lines set aside; the first of them are in <paramref name="Faults"/>.</param>
/// <param name="Refused">Lines of tenants or environments that the key is not bound to; they are stored nowhere.</param>
/// <param name="Unpriced">New records that no price in force covers.</param>
/// <param name="Flagged">New records whose usage did not add up; the Records page lists them.</param>
/// <param name="Faults">The first 20 lines set aside or refused.</param>
public sealed record UsageReceipt(
    [property: JsonPropertyName("import_id")] int ImportId,
    [property: JsonPropertyName("accepted")] long Accepted,
    [property: JsonPropertyName("new")] long New,
    [property: JsonPropertyName("duplicates")] long Duplicates,
    [property: JsonPropertyName("quarantined")] long Quarantined,
    [property: JsonPropertyName("refused")] long Refused,
    [property: JsonPropertyName("unpriced")] long Unpriced,
    [property: JsonPropertyName("flagged")] long Flagged,
    [property: JsonPropertyName("faults")] IReadOnlyList<UsageLineFault> Faults);
