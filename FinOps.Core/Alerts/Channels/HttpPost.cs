using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FinOps.Core.Outgoing;

namespace FinOps.Core.Alerts.Channels;

/// <summary>Posts JSON to an address that somebody configured, and reads a little of the answer.</summary>
public sealed class HttpPost(OutgoingHttp http, TimeProvider time)
{
    private const int LongestAnswer = 2_048;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    /// <summary>Posts a body. Every failure is a result; the address is in none of them.</summary>
    public async Task<SendResult> SendAsync(string address, JsonNode body, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellation) =>
        await SendAsync(address, body.ToJsonString(), headers, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="SendAsync(string, JsonNode, IEnumerable{ValueTuple{string, string}}, CancellationToken)"/>
    public async Task<SendResult> SendAsync(string address, string body, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(headers);
        using var limit = new CancellationTokenSource(AnswerTime + AnswerTime + AnswerTime, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            request.Headers.UserAgent.ParseAdd("FinOps/1");
            using var answer = await http.SendAsync(request, both.Token).ConfigureAwait(false);
            return await ResultAsync(answer, address, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SendResult(false, null, "It did not answer in time.");
        }
        catch (OutgoingRefusedException refused)
        {
            return new SendResult(false, null, "Not sent: " + refused.Message);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or UriFormatException or InvalidOperationException)
        {
            return new SendResult(false, null, failed.InnerException is OutgoingRefusedException inner ? "Not sent: " + inner.Message : "It could not be reached: " + Reason(failed));
        }
    }

    private static async Task<SendResult> ResultAsync(HttpResponseMessage answer, string address, CancellationToken cancellation)
    {
        var said = Clean(await ReadAsync(answer, cancellation).ConfigureAwait(false), address);
        var status = (int)answer.StatusCode;
        if (status is >= 300 and < 400)
        {
            return new SendResult(false, status, "It answered with a redirect, which is not followed: give the final address.");
        }

        var wait = answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? answer.Headers.RetryAfter?.Delta : null;
        return new SendResult(answer.IsSuccessStatusCode, status, said.Length > 0 ? said : answer.ReasonPhrase ?? "") { RetryAfter = wait };
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[LongestAnswer];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>What a receiver said as one line, without the address that it may repeat.</summary>
    private static string Clean(string text, string address)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim().Replace(address, "(address)", StringComparison.OrdinalIgnoreCase);
        var path = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.PathAndQuery.Length > 1 ? uri.PathAndQuery : null;
        return path is null ? line : line.Replace(path, "(address)", StringComparison.OrdinalIgnoreCase);
    }

    private static string Reason(Exception failed) => (failed as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name is not known.",
        HttpRequestError.ConnectionError => "it takes no connections.",
        HttpRequestError.SecureConnectionError => "its certificate is not accepted.",
        _ => "the connection broke.",
    };
}
