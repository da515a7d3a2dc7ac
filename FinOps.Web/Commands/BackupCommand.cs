using System.CommandLine;
using FinOps.Core.Operations;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>backup</c>: copies the embedded database while the program runs.</summary>
internal sealed class BackupCommand : Command
{
    private readonly Argument<string> file = new("file") { Description = "Where to; the folder must be there." };
    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Replace the file when it is there." };

    public BackupCommand(string[] settings)
        : base("backup", "Copy the SQLite database to a file while the program runs, and verify the copy. It holds keys and names: keep it as safe as the database.")
    {
        Add(file);
        Add(overwrite);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed.GetRequiredValue(file), parsed.GetValue(overwrite), cancellation));
    }

    private static async Task<int> RunAsync(string[] settings, string file, bool overwrite, CancellationToken cancellation)
    {
        // Without bringing the schema up to date: a backup comes before the upgrade.
        using var host = CommandHost.Build(settings, _ => { });
        using var line = new ProgressLine(host.Services.GetRequiredService<TimeProvider>());
        var result = await host.Services.GetRequiredService<DatabaseBackup>().WriteAsync(file, overwrite, CommandHost.Operator, new Share(line), cancellation);
        line.Dispose();
        return await Say(result, done => $"{done.File}: {done.Bytes:N0} bytes, verified.");
    }

    /// <summary>Says what came of it and returns the exit code.</summary>
    internal static async Task<int> Say(BackupResult result, Func<BackupResult.Done, string> text)
    {
        switch (result)
        {
            case BackupResult.Done done:
                await Console.Out.WriteLineAsync(text(done));
                return ExitCodes.Done;
            case BackupResult.Refused refused:
                throw new CommandFaultException(refused.Message);
            default:
                throw new InvalidOperationException($"Unknown answer {result}.");
        }
    }

    internal sealed class Share(ProgressLine line) : IProgress<double>
    {
        public void Report(double value) => line.Show($"{value:P0} copied");
    }
}
