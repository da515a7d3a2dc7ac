using System.CommandLine;
using System.CommandLine.Invocation;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary>The program without a browser: results on standard output, progress and faults on standard error.</summary>
public static class CommandProgram
{
    /// <summary>Runs one command. 0 means done, 1 failed, 2 wrong usage.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (settings, words) = Arguments.Split(args);
        var parsed = Root(settings).Parse(words);
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
        if (parsed.Errors.Count > 0)
        {
            if (parsed.Action is ParseErrorAction show)
            {
                show.ShowHelp = false;
                show.ShowTypoCorrections = false;
            }

            await parsed.InvokeAsync(invocation);
            await Console.Error.WriteLineAsync("See what is allowed: the same command with --help");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (CommandFaultException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCodes.Failed;
        }
        catch (Exception defect) when (StartFaultException.From(defect) is null)
        {
            await Console.Error.WriteLineAsync($"This should not happen; please report it: {defect}");
            return ExitCodes.Failed;
        }
    }

    private static RootCommand Root(string[] settings) => new("""
        The LLM-FinOps console. Without a command it serves the web console on http://localhost:5080.

        Settings come from appsettings.json, from the environment (Database__ConnectionString=…)
        and from the command line (--Database:ConnectionString=…), the last one wins.
        Exit codes: 0 done, 1 failed, 2 wrong usage.
        """)
    {
        new ImportCommand(settings),
        new CostsCommand(settings),
        new OutcomesCommand(settings),
        new MarginsCommand(settings),
        new RepriceCommand(settings),
        new MonthsCommand(settings),
        new PriceCommand(settings),
        new PricesCommand(settings),
        new TermsCommand(settings, TermsCommand.Tenants),
        new TermsCommand(settings, TermsCommand.Revenue),
        new DemoCommand(settings),
        new MigrateCommand(settings),
        new VerifyCommand(settings),
        new BackupCommand(settings),
        new RestoreCommand(settings),
        new PruneCommand(settings),
        new AlertsCommand(settings),
        new ReleasesCommand(settings),
        new EnforcementCommand(settings),
        new KeysCommand(settings),
        new AuditCommand(settings),
        new AccessCommand(settings),
        new WorkerCommand(settings),
        new HealthCommand(),
    };
}
