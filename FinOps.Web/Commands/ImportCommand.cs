using System.CommandLine;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>import FILE</c>: reads one usage log to its end.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<FileInfo> file = new Argument<FileInfo>("file")
    {
        Description = "Usage log: NDJSON, a JSON array, or CSV with a header, plain or gzipped; told apart by content.",
    }.AcceptExistingOnly();

    private readonly Option<string?> profile = new("--profile")
    {
        Description = "Mapping profile for a CSV file with other headers, made on the Imports page.",
        HelpName = "NAME",
    };

    public ImportCommand(string[] settings)
        : base("import", "Import a usage log. Stopped or killed, the same command goes on where it was; a log imported before adds nothing.")
    {
        Add(file);
        Add(profile);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed.GetRequiredValue(file), parsed.GetValue(profile), cancellation));
    }

    private static async Task<int> RunAsync(string[] settings, FileInfo file, string? profile, CancellationToken cancellation)
    {
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        var request = new ImportRequest(ImportSource.CommandLine, file.Name) { Profile = profile };
        using var progress = new ImportProgressLine(host.Get<TimeProvider>());
        ImportFile import;
        try
        {
            import = await host.Get<UsageImporter>().ImportFileAsync(file.FullName, request, CommandHost.Operator, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            if (progress.ImportFileId is { } id)
            {
                await host.Get<ImportQueue>().CancelAsync(id, CommandHost.Operator);
            }

            throw new CommandFaultException($"Stopped. What was read is kept; run the same command again to go on with {file.Name}.");
        }

        progress.Dispose();
        await Console.Out.WriteLineAsync(Summary(import));
        return import.State is ImportState.Done or ImportState.Duplicate ? ExitCodes.Done : ExitCodes.Failed;
    }

    internal static string Summary(ImportFile import) => import.State switch
    {
        ImportState.Duplicate => $"{import.Name}: duplicate of import {import.DuplicateOfId}, 0 new records.",
        ImportState.Failed => $"{import.Name}: failed after {import.NewRecords:N0} new records: {import.Error}",
        ImportState.Canceled => $"{import.Name}: canceled after {import.NewRecords:N0} new records.",
        _ => $"{import.Name}: {import.NewRecords:N0} new, {import.DuplicateRecords:N0} duplicate, {import.QuarantinedLines:N0} quarantined, {import.UnpricedRecords:N0} unpriced, {Flagged(import)}"
            + $"cost {Money.ToExactText(import.EffectiveCostNanos)} USD (import {import.Id}).",
    };

    private static string Flagged(ImportFile import) => import.FlaggedRecords > 0 ? $"{import.FlaggedRecords:N0} flagged, " : "";
}
