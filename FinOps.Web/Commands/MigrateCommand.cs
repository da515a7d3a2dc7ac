using System.CommandLine;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>migrate</c>: creates the database or brings it up to date, then ends.</summary>
internal sealed class MigrateCommand : Command
{
    public MigrateCommand(string[] settings)
        : base("migrate", "Create the database where there is none and bring its schema up to date. The other commands and the console do this by themselves.") =>
        SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            await Console.Out.WriteLineAsync("The database is up to date.");
            return ExitCodes.Done;
        });
}
