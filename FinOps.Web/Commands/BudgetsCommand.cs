using System.CommandLine;
using System.Globalization;
using FinOps.Core.Budgets;
using FinOps.Core.Tenants;
using FinOps.Web.Budgets;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>budgets import|export</c>: budgets as files.</summary>
internal sealed class BudgetsCommand : Command
{
    public BudgetsCommand(string[] settings)
        : base("budgets", "Import and export budgets.")
    {
        Add(Import(settings));
        Add(Export(settings));
    }

    private static Command Import(string[] settings)
    {
        var file = new Argument<FileInfo>("file") { Description = $"A CSV file. Columns: {string.Join(", ", BudgetFiles.Columns)}." }.AcceptExistingOnly();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what each line would do; store nothing." };
        var command = new Command("import", "Take the good lines of a file over. The same file again changes nothing. Ends with 1 when a line is refused.") { file, dryRun };
        command.SetAction(async (parsed, cancellation) =>
        {
            var bytes = await File.ReadAllBytesAsync(parsed.GetRequiredValue(file).FullName, cancellation);
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var files = host.Get<BudgetFiles>();
            var result = parsed.GetValue(dryRun) ? await files.PreviewAsync(bytes, CommandHost.Operator, cancellation) : await files.ApplyAsync(bytes, CommandHost.Operator, cancellation);
            if (result.Fault is { } fault)
            {
                throw new CommandFaultException(fault.Message);
            }

            TextTable.Write(
                Console.Out,
                ["line", "budget", "effect", "changes"],
                result.Lines.Where(l => l.Effect != LineEffect.Unchanged).Select(l => new[] { l.Line.ToString(CultureInfo.InvariantCulture), l.Key, BudgetText.Word(l.Effect), l.Text }),
                i => i == 0);
            await Console.Error.WriteLineAsync($"{(result.IsStored ? "Stored" : "Nothing is stored; it would be")}: {BudgetText.Counts(result)}.");
            return result.Count(LineEffect.Wrong) > 0 ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static Command Export(string[] settings)
    {
        var file = new Argument<FileInfo?>("file") { Description = "Where to write; standard output without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("export", "Write all budgets as CSV; import reads it back and changes nothing.") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            await using var output = parsed.GetValue(file) is { } target ? target.Create() : Console.OpenStandardOutput();
            await host.Get<BudgetFiles>().WriteAsync(output, null, CommandHost.Operator, cancellation);
            return ExitCodes.Done;
        });
        return command;
    }
}
