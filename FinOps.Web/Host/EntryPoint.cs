using FinOps.Web.Commands;

namespace FinOps.Web.Host;

/// <summary>One program, two faces: without a command it serves the console, with one it does that and ends.</summary>
public static class EntryPoint
{
    /// <summary>Runs the program to its end. 0 means done, 1 failed, 2 wrong usage.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            return Arguments.StartTheWeb(args) ? await WebProgram.RunAsync(args) : await CommandProgram.RunAsync(args);
        }
        catch (Exception exception) when (StartFaultException.From(exception) is { } fault)
        {
            foreach (var line in fault.Faults)
            {
                await Console.Error.WriteLineAsync(line);
            }

            return ExitCodes.Failed;
        }
    }
}
