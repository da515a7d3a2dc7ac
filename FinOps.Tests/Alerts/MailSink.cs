using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace FinOps.Tests.Alerts;

/// <summary>A small mail server on loopback: takes every mail and keeps it.</summary>
internal sealed class MailSink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public MailSink()
    {
        listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<(MimeMessage Mail, IReadOnlyList<string> To)> Taken { get; } = [];

    /// <summary>True: recipients are refused.</summary>
    public bool IsFull { get; set; }

    public void Dispose() => listener.Dispose();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var caller = await listener.AcceptTcpClientAsync();
                _ = Task.Run(() => TalkAsync(caller));
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task TalkAsync(TcpClient caller)
    {
        using (caller)
        {
            var stream = caller.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink");
            var to = new List<string>();
            while (await reader.ReadLineAsync() is { } line)
            {
                var verb = line.Split(' ')[0].ToUpperInvariant();
                if (verb == "RCPT" && IsFull)
                {
                    await writer.WriteLineAsync("452 mailbox is full");
                    continue;
                }

                if (verb == "RCPT")
                {
                    to.Add(line.Split('<', '>')[1]);
                }

                if (verb == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    Taken.Enqueue((await ReadAsync(reader), to));
                }

                await writer.WriteLineAsync(verb switch { "EHLO" => "250 8BITMIME", "QUIT" => "221 bye", _ => "250 ok" });
                if (verb == "QUIT")
                {
                    return;
                }
            }
        }
    }

    private static async Task<MimeMessage> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        }

        using var content = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString()));
        return await MimeMessage.LoadAsync(content);
    }
}
