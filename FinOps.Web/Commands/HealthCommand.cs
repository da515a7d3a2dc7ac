using System.CommandLine;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>health</c>: asks a running program whether it is ready, for containers without other tools.</summary>
internal sealed class HealthCommand : Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Option<Uri> url = new("--url")
    {
        Description = "Where the console listens, or the worker's Health:WorkerUrl.",
        DefaultValueFactory = _ => new Uri("http://localhost:5080"),
        HelpName = "URL",
    };

    public HealthCommand()
        : base("health", "Ask a running console or worker whether it is ready. Ends with 0 when it is, with 1 when not.")
    {
        Add(url);
        SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(url)!, cancellation));
    }

    private static async Task<int> RunAsync(Uri url, CancellationToken cancellation)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
        {
            throw new CommandFaultException($"\"{url}\" is no address; allowed: one such as http://localhost:5080.", ExitCodes.Usage);
        }

        using var caller = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await caller.GetAsync(new Uri(url, "/health/ready"), cancellation);
            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancellation));
            return answer.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            throw new CommandFaultException($"{url} does not answer: {exception.Message}");
        }
    }
}
