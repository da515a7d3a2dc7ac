using System.Text.Json.Serialization;
using FinOps.Core.Data;
using FinOps.Core.Runs;

namespace FinOps.Web.Runs;

/// <summary>A run as the API tells it.</summary>
internal sealed record RunAnswer(
    [property: JsonPropertyName("agent_run_id")] string RunId,
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("feature")] string Feature,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("user")] string User,
    [property: JsonPropertyName("start")] DateTime Start,
    [property: JsonPropertyName("end")] DateTime End,
    [property: JsonPropertyName("calls")] int Calls,
    [property: JsonPropertyName("steps")] int Steps,
    [property: JsonPropertyName("retries")] int Retries,
    [property: JsonPropertyName("errors")] int Errors,
    [property: JsonPropertyName("unpriced_requests")] int Unpriced,
    [property: JsonPropertyName("input_tokens")] long InputTokens,
    [property: JsonPropertyName("output_tokens")] long OutputTokens,
    [property: JsonPropertyName("effective_cost_usd")] string Cost,
    [property: JsonPropertyName("waste_usd")] string Waste)
{
    public static RunAnswer Of(RunRow r) => new(
        r.Sum.RunId, r.Tenant, r.Feature, r.Model, r.User, Instants.ToUtc(r.Sum.StartMicros), Instants.ToUtc(r.Sum.EndMicros), r.Sum.Calls, r.Sum.Steps, r.Sum.Retries, r.Sum.Errors,
        r.Sum.UnpricedCalls, r.Sum.InputTokens, r.Sum.OutputTokens, Money.ToExactText(r.Sum.CostNanos), Money.ToExactText(r.Sum.WasteCostNanos));
}
