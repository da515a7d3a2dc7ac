namespace FinOps.Web.Commands;

/// <summary>Says how far a command is on standard error: one line that moves on a terminal, a new line every few seconds elsewhere.</summary>
internal sealed class ProgressLine(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private long shown = time.GetTimestamp();
    private bool moving;
    private bool ended;

    public void Show(string line)
    {
        lock (gate)
        {
            if (ended || (Console.IsErrorRedirected && time.GetElapsedTime(shown) < BetweenLines))
            {
                return;
            }

            shown = time.GetTimestamp();
            Console.Error.Write(Console.IsErrorRedirected ? line + Environment.NewLine : $"\r{line}\u001b[K");
            moving = !Console.IsErrorRedirected;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (moving && !ended)
            {
                Console.Error.WriteLine();
            }

            ended = true;
        }
    }
}
