using System.CommandLine;
using FinOps.Core.Access;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;
using FinOps.Core.Outcomes;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>outcomes</c>: results of work, and what they cost.</summary>
internal sealed class OutcomesCommand : Command
{
    public OutcomesCommand(string[] settings)
        : base("outcomes", "Import results of work such as resolved tickets, and print what one costs.")
    {
        Add(new OutcomesImportCommand(settings));
        Add(new OutcomesCostsCommand(settings));
    }
}

/// <summary><c>outcomes import FILE</c>.</summary>
internal sealed class OutcomesImportCommand : Command
{
    private readonly Argument<FileInfo> file = new Argument<FileInfo>("file") { Description = "Outcomes: NDJSON, a JSON array, or CSV with a header, plain or gzipped." }.AcceptExistingOnly();

    public OutcomesImportCommand(string[] settings)
        : base("import", "Import outcomes. Stopped or killed, the same command goes on where it was; the same outcome again adds nothing.")
    {
        Add(file);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed.GetRequiredValue(file), cancellation));
    }

    private static async Task<int> RunAsync(string[] settings, FileInfo file, CancellationToken cancellation)
    {
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        using var progress = new ImportProgressLine(host.Get<TimeProvider>());
        var request = new ImportRequest(ImportSource.CommandLine, file.Name) { Kind = ImportKind.Outcomes };
        var import = await host.Get<UsageImporter>().ImportFileAsync(file.FullName, request, CommandHost.Operator, progress, cancellation);
        progress.Dispose();
        await Console.Out.WriteLineAsync(ImportCommand.Summary(import));
        return import.State is ImportState.Done or ImportState.Duplicate ? ExitCodes.Done : ExitCodes.Failed;
    }
}

/// <summary><c>outcomes costs</c>: the figures of the page and the API.</summary>
internal sealed class OutcomesCostsCommand : Command
{
    private readonly Option<string?> type = new("--type") { Description = "Key of the outcome type. Default: resolved_query.", HelpName = "KEY" };
    private readonly Option<string?> groupBy = new("--group-by") { Description = "One of day, feature, tenant, tier, model. Without, one total.", HelpName = "A" };
    private readonly Option<string?> from = new("--from") { Description = "First UTC day (2026-10-01). Default: 30 days before --to.", HelpName = "DAY" };
    private readonly Option<string?> to = new("--to") { Description = "The UTC day behind the last one. Default: tomorrow.", HelpName = "DAY" };
    private readonly Option<string[]> filter = new("--filter") { Description = "tenant, feature, tier, model or provider: DIMENSION=VALUE[,VALUE]; may be repeated.", HelpName = "feature=chat" };
    private readonly Option<string> format = new Option<string>("--format") { Description = "How to print.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "csv", "json");

    public OutcomesCostsCommand(string[] settings)
        : base("costs", "Print what one outcome costs. Days that changed are worked out first.")
    {
        Add(type);
        Add(groupBy);
        Add(from);
        Add(to);
        Add(filter);
        Add(format);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed, cancellation));
    }

    private async Task<int> RunAsync(string[] settings, ParseResult parsed, CancellationToken cancellation)
    {
        var request = new OutcomeRequest(TimeProvider.System);
        var query = request.Read(parsed.GetValue(type), parsed.GetValue(from), parsed.GetValue(to), [parsed.GetValue(groupBy)], CostsCommand.Filters(parsed.GetValue(filter) ?? []))
            ?? throw new CommandFaultException(string.Join(Environment.NewLine, request.Faults.Select(f => $"{CostsCommand.OptionOf(f.Parameter)}: {f.Message}")), ExitCodes.Usage);
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        await host.Get<DayDeriver>().DeriveAsync(cancellation);
        OutcomeResult result;
        try
        {
            result = await host.Get<OutcomeQueries>().RunAsync(query, TenantScope.All, cancellation)
                ?? throw new CommandFaultException($"--type: There is no outcome type {query.TypeKey}.", ExitCodes.Usage);
        }
        catch (ArgumentException fault)
        {
            throw new CommandFaultException(fault.Message, ExitCodes.Usage);
        }

        await PrintAsync(result, parsed.GetValue(format), cancellation);
        return ExitCodes.Done;
    }

    private static async Task PrintAsync(OutcomeResult result, string? format, CancellationToken cancellation)
    {
        await using var output = Console.OpenStandardOutput();
        switch (format)
        {
            case "json":
                await OutcomeReportWriter.WriteJsonAsync(result, output, cancellation);
                output.WriteByte((byte)'\n');
                break;
            case "csv":
                await OutcomeReportWriter.WriteCsvAsync(result, output, cancellation);
                break;
            default:
                var columns = OutcomeReportWriter.Columns(result.Query);
                TextTable.Write(
                    Console.Out, [.. columns.Select(c => c.Name)], OutcomeReportWriter.Rows(result).Select(r => columns.Select(c => c.Text(r) switch { null => "n/a", "" => "(not reported)", var text => text }).ToList()),
                    i => columns[i].Name is not ("basis" or "reason" or "tenant" or "feature" or "tier" or "model" or "day"));
                break;
        }
    }
}
