using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinOps.Samples;

/// <summary>Asks FinOps before a call to a model, and reports what it used. Keep one for the process: it reuses its connections.</summary>
public sealed class AdmissionClient : IDisposable
{
    private readonly HttpClient http;

    public AdmissionClient(Uri url, string key)
    {
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = new Uri(url, "/api/v1/admissions/"), Timeout = TimeSpan.FromSeconds(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Holds the worst case of a call.</summary>
    /// <exception cref="AdmissionDeniedException">It may not be made.</exception>
    public Task<Admission> AdmitAsync(AdmissionCall call, CancellationToken cancellation = default) => PostAsync<Admission>("../admissions", call, cancellation);

    /// <summary>Call it every second or so while a stream runs, and end the stream when the action is <c>stop</c>.</summary>
    public Task<Progress> ProgressAsync(string reservation, int outputTokens, double elapsedSeconds, CancellationToken cancellation = default) =>
        PostAsync<Progress>($"{reservation}/progress", new { output_tokens = outputTokens, elapsed_seconds = elapsedSeconds }, cancellation);

    public Task<JsonElement> SettleAsync(string reservation, int inputTokens, int outputTokens, string status = "success", CancellationToken cancellation = default) =>
        PostAsync<JsonElement>($"{reservation}/settle", new { status, input_tokens = inputTokens, output_tokens = outputTokens }, cancellation);

    public Task<JsonElement> VoidAsync(string reservation, CancellationToken cancellation = default) => PostAsync<JsonElement>($"{reservation}/void", new { }, cancellation);

    public void Dispose() => http.Dispose();

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancellation);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<T>(cancellation))!
            : throw new AdmissionDeniedException(await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation), answer.Headers.RetryAfter?.Delta);
    }
}

public sealed record Estimate([property: JsonPropertyName("input_tokens")] int InputTokens, [property: JsonPropertyName("max_output_tokens")] int? MaxOutputTokens);

public sealed record AdmissionCall(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("estimate")] Estimate Estimate)
{
    [JsonPropertyName("provider")]
    public string? Provider { get; init; }

    [JsonPropertyName("feature")]
    public string? Feature { get; init; }

    [JsonPropertyName("parent_request_id")]
    public string? ParentRequestId { get; init; }

    [JsonPropertyName("fallback_models")]
    public IReadOnlyList<string>? FallbackModels { get; init; }
}

public sealed record Admission([property: JsonPropertyName("reservation_id")] string ReservationId, [property: JsonPropertyName("model")] string Model, [property: JsonPropertyName("mode")] string Mode);

public sealed record Progress([property: JsonPropertyName("action")] string Action, [property: JsonPropertyName("reason")] string? Reason, [property: JsonPropertyName("warning")] bool Warning);

/// <summary>The call may not be made; the problem holds <c>reason_code</c> and the budget.</summary>
public sealed class AdmissionDeniedException(JsonElement problem, TimeSpan? retryAfter) : Exception(problem.TryGetProperty("detail", out var detail) ? detail.GetString() : "Denied.")
{
    public JsonElement Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
