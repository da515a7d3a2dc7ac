using System.Net.WebSockets;
using FinOps.Core.Enforcement;

namespace FinOps.Web.Edge;

/// <summary>The connection of one live page: holds it to the pace of its person, and ends it when it misbehaves.</summary>
public sealed class LiveConnection
{
    /// <summary>What a message may hold beside what the hub reads: the length in front of it.</summary>
    private const int Envelope = 1_024;

    /// <summary>As many bytes cost as much of the pace as one frame.</summary>
    private const int BytesPerFrame = 4_096;

    /// <summary>So many frames of one connection may be held back; ten a second are forgotten. A page that is held back because of another one of its person sends far fewer.</summary>
    private const double HeldBackAtMost = 1_000;
    private const double ForgottenPerSecond = 10;
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    private readonly HttpContext http;
    private readonly LiveVisitor visitor;
    private readonly HandshakePace handshakes;
    private readonly TimeProvider time;
    private readonly FrameMeter meter = new(EdgeServices.LargestMessage + Envelope);
    private long bytesLeft;
    private double heldBack;
    private long heldBackAt;
    private readonly Lock ending = new();
    private bool hasEnded;

    internal LiveConnection(HttpContext http, LiveVisitor visitor, HandshakePace handshakes, TimeProvider time)
    {
        (this.http, this.visitor, this.handshakes, this.time) = (http, visitor, handshakes, time);
        heldBackAt = time.GetTimestamp();
        Reader = new ReaderWatch(time);
    }

    /// <summary>What the browser does with what it is sent.</summary>
    internal ReaderWatch Reader { get; }

    internal LiveVisitor Visitor => visitor;

    /// <summary>The WebSocket, once there is one.</summary>
    internal WebSocket? Socket { get; set; }

    /// <summary>Counts bytes that arrived and waits as long as their person has to. Called by one reader at a time.</summary>
    /// <returns>False when the connection ends here.</returns>
    internal async ValueTask<bool> AdmitAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var frames = meter.Count(bytes.Span);
        if (meter.IsTooLarge)
        {
            await CutAsync(DecisionReason.MessageTooLarge, WebSocketCloseStatus.MessageTooBig, "The message is too large.");
            return false;
        }

        bytesLeft += bytes.Length;
        (var byBytes, bytesLeft) = Math.DivRem(bytesLeft, BytesPerFrame);
        if (frames + (int)byBytes is var cost and > 0 && visitor.PaceFrames(cost) is var wait && wait > TimeSpan.Zero)
        {
            if (IsFlooding(cost))
            {
                await CutAsync(DecisionReason.TooManyMessages, WebSocketCloseStatus.PolicyViolation, "Too many messages.");
                return false;
            }

            await Task.Delay(wait, time, cancellation);
        }

        return true;
    }

    /// <summary>Ends the connection at once, without a word, for nobody reads it.</summary>
    internal void CutSlow()
    {
        lock (ending)
        {
            if (Count(DecisionReason.SlowReader))
            {
                http.Abort();
            }
        }
    }

    /// <summary>From here on the request belongs to nobody.</summary>
    internal void End()
    {
        lock (ending)
        {
            hasEnded = true;
        }
    }

    private bool IsFlooding(int frames)
    {
        var now = time.GetTimestamp();
        heldBack = Math.Max(0, heldBack - (time.GetElapsedTime(heldBackAt, now).TotalSeconds * ForgottenPerSecond)) + frames;
        heldBackAt = now;
        return heldBack > HeldBackAtMost;
    }

    private async Task CutAsync(string reason, WebSocketCloseStatus status, string words)
    {
        if (!Count(reason) || Socket is not { } socket)
        {
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(FarewellTime, time);
            await socket.CloseOutputAsync(status, words, patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // It does not listen, either.
        }
    }

    /// <summary>Notes why the connection ends; its person finds it harder to open the next one.</summary>
    private bool Count(string reason)
    {
        lock (ending)
        {
            if (hasEnded)
            {
                return false;
            }

            hasEnded = true;
            handshakes.Charge(http, HandshakePace.CutCost);
            Refusals.Note(http, DecisionDoor.LivePages, reason);
            return true;
        }
    }
}
