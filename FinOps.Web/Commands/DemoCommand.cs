using System.CommandLine;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>demo load|remove</c>: the made-up company for looking around.</summary>
internal sealed class DemoCommand : Command
{
    public DemoCommand(string[] settings)
        : base("demo", "Load or remove the demo company: 40 made-up tenants with 60 days of usage.")
    {
        Add(Load(settings));
        Add(Remove(settings));
    }

    private static Command Load(string[] settings)
    {
        var command = new Command("load", "Load the demo company, or bring it up to now. Loading twice adds nothing twice.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            using var progress = new ImportProgressLine(host.Get<TimeProvider>());
            var import = await host.Get<DemoCompany>().LoadAsync(CommandHost.Operator, progress, cancellation);
            progress.Dispose();
            await Console.Out.WriteLineAsync(ImportCommand.Summary(import));
            return import.State is ImportState.Done or ImportState.Duplicate ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Remove(string[] settings)
    {
        var command = new Command("remove", "Remove everything the demo company brought; all other usage stays as it is.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var removed = await host.Get<DemoCompany>().RemoveAsync(CommandHost.Operator, cancellation);
            await Console.Out.WriteLineAsync($"Demo company: {removed:N0} records removed.");
            return ExitCodes.Done;
        });
        return command;
    }
}
