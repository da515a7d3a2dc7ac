using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Web.Edge;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Edge;

/// <summary>Limits as callers meet them.</summary>
public sealed class LimitTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    [Fact]
    public async Task SignIns_FromOneAddress_AreHeldBack()
    {
        using var anonymous = app.Anonymous();
        HttpResponseMessage answer;
        var tries = 0;
        do
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["role"] = "Admin" });
            answer = await anonymous.PostAsync("/sign-in/local", form);
        }
        while (answer.StatusCode == HttpStatusCode.BadRequest && ++tries < 100);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(RetryAfter(answer), 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/sign-in")).StatusCode);
    }

    [Fact]
    public async Task ApiCalls_OfOneKey_AreHeldBackAsLongAsTold()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);
        HttpResponseMessage answer;
        var calls = 0;
        while ((answer = await caller.GetAsync("/api/v1/costs")).StatusCode == HttpStatusCode.OK && ++calls < 1_000)
        {
            answer.Dispose();
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        await Task.Delay(TimeSpan.FromSeconds(RetryAfter(answer)));
        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/api/v1/costs")).StatusCode);
        using var anonymous = app.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Refusals_AtTheDoors_AreInTheDecisionLogAndOnItsPage()
    {
        using var caller = await app.CallerAsync(ApiScope.Ingest);
        using (var forbidden = await caller.GetAsync("/api/v1/costs"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        }

        while ((await caller.GetAsync("/api/v1/costs")).StatusCode != HttpStatusCode.TooManyRequests)
        {
        }

        using var stranger = app.Anonymous();
        stranger.DefaultRequestHeaders.Add("X-API-Key", "lfk_00000000_made-up");
        using (var wrong = await stranger.GetAsync("/api/v1/costs"))
        {
            Assert.NotEqual(HttpStatusCode.OK, wrong.StatusCode);
        }

        await app.Services.GetRequiredService<DecisionLog>().SaveAsync(default);
        using var person = await app.SignedInAsync("Admin");
        var file = await person.GetStringAsync("/audit/decisions/export?reason=scope_missing");
        Assert.Contains("GET /api/v1/costs", file, StringComparison.Ordinal);
        Assert.DoesNotContain(DecisionReason.RateLimited, file, StringComparison.Ordinal);
        Assert.Contains("api,rate_limited,key:lfk_", await person.GetStringAsync("/audit/decisions/export?door=api"), StringComparison.Ordinal);
        Assert.Contains("Too many calls", await person.GetStringAsync("/audit/decisions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LivePages_OfOnePerson_AreLimitedAndReplaceable()
    {
        var gate = app.Services.GetRequiredService<CircuitGate>();
        var cookies = await app.CookiesAsync("Viewer");
        var open = new List<ClientWebSocket>();
        for (var i = 0; i < LimitedApp.Circuits; i++)
        {
            open.Add(await OpenAsync(cookies));
        }

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(cookies));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        var negotiation = await RawHttp.SendAsync(app.Address, "POST", "/_blazor/negotiate?negotiateVersion=1", "Content-Length: 0", $"Cookie: {cookies}");
        Assert.Equal(429, negotiation.Status);

        open[0].Abort();
        await UntilAsync(() => gate.Open < LimitedApp.Circuits);
        open[0] = await OpenAsync(cookies);
        await TellTooMuchAsync(open[0]);
        await UntilAsync(() => gate.Open < LimitedApp.Circuits);

        await app.Services.GetRequiredService<DecisionLog>().SaveAsync(default);
        using var admin = await app.SignedInAsync("Admin");
        Assert.Contains("live-pages,message_too_large,", await admin.GetStringAsync("/audit/decisions/export?reason=message_too_large"), StringComparison.Ordinal);

        using var other = await OpenAsync(await app.CookiesAsync("Finance"));
        open.ForEach(o => o.Dispose());
        other.Abort();
        await UntilAsync(() => gate.Open == 0);
    }

    [Fact]
    public async Task LivePages_AskedForAllTheTime_AreRefusedBeforeTheSessionIsLookedUp()
    {
        var madeUp = $"finops={Guid.NewGuid():N}";
        var answers = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
                (await RawHttp.SendAsync(app.Address, "POST", "/_blazor/negotiate?negotiateVersion=1", "Content-Length: 0", $"Cookie: {madeUp}")).Status)));
        }

        // Those beyond the burst waited some seconds, in which some fifty places came free; the others were refused.
        Assert.Equal([401, 429], answers.Distinct().Order());
        Assert.InRange(answers.Count(a => a == 401), 120, 280);
        Assert.Equal(401, (await RawHttp.SendAsync(app.Address, "POST", "/_blazor/negotiate?negotiateVersion=1", "Content-Length: 0", $"Cookie: finops={Guid.NewGuid():N}")).Status);
    }

    [Fact]
    public async Task Upload_ThatIsTooLarge_IsRefusedWithWords()
    {
        var key = await app.KeyAsync(ApiScope.Ingest);

        var answer = await RawHttp.SendAsync(app.Address, "POST", "/api/v1/usage", $"X-Api-Key: {key}", "Content-Length: 1048577");

        Assert.Equal(413, answer.Status);
    }

    /// <summary>A greeting, then more than one message may hold: the server ends the connection.</summary>
    private static async Task TellTooMuchAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, patience.Token);
        var size = 8 * 1024 * 1024;
        var message = new byte[size + 4];
        (message[0], message[1], message[2], message[3]) = (0x80, 0x80, 0x80, 0x04); // its length as a variable-length number
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, patience.Token);
            var buffer = new byte[4096];
            while (socket.State == WebSocketState.Open && (await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // Cut off while sending.
        }
    }

    private async Task<ClientWebSocket> OpenAsync(string cookies)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookies);
        socket.Options.SetRequestHeader("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}/_blazor"), CancellationToken.None);
        return socket;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static int RetryAfter(HttpResponseMessage answer) => int.Parse(answer.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture);
}
