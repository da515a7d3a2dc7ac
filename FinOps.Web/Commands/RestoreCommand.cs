using System.CommandLine;
using FinOps.Core.Operations;

namespace FinOps.Web.Commands;

/// <summary><c>restore</c>: puts a backup in place of the embedded database.</summary>
internal sealed class RestoreCommand : Command
{
    private readonly Argument<string> file = new("file") { Description = "A backup that “backup” or the scheduled job has written." };

    public RestoreCommand(string[] settings)
        : base("restore", "Put a backup in place of the SQLite database. Stop the console, workers and other commands first. What was there is kept under another name.")
    {
        Add(file);
        SetAction(async (parsed, cancellation) =>
        {
            using var host = CommandHost.Build(settings, _ => { });
            using var line = new ProgressLine(host.Services.GetRequiredService<TimeProvider>());
            var result = await host.Services.GetRequiredService<DatabaseRestore>().ReadAsync(
                parsed.GetRequiredValue(file), CommandHost.Operator, new BackupCommand.Share(line), cancellation);
            line.Dispose();
            return await BackupCommand.Say(
                result, done => $"{done.File}: {done.Bytes:N0} bytes restored, schema up to date.{(done.Kept is { } kept ? $" What was there is kept as {kept}." : "")} Import logs from after the backup again.");
        });
    }
}
