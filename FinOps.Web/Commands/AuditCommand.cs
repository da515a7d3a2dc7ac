using System.CommandLine;
using System.Globalization;
using FinOps.Core.Audit;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>audit verify|export|anchors</c>: the trail of changes.</summary>
internal sealed class AuditCommand : Command
{
    public AuditCommand(string[] settings)
        : base("audit", "Verify and export the audit trail, and print its anchors.")
    {
        Add(Verify(settings));
        Add(Export(settings));
        Add(Anchors(settings));
    }

    private static Command Verify(string[] settings)
    {
        var anchors = new Option<string?>("--anchors") { Description = "A copy of the anchor file that was kept elsewhere. Without, the configured one.", HelpName = "FILE" };
        var command = new Command("verify", "Recompute the chain of hashes and hold it against the anchors. Ends with 1 and names the first bad entry when something was changed or cut off.") { anchors };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = parsed.GetValue(anchors);
            if (file is not null && !File.Exists(file))
            {
                throw new CommandFaultException($"--anchors: there is no file {file}.", ExitCodes.Usage);
            }

            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var report = await host.Get<AuditVerifier>().RunAsync(CommandHost.Operator, file, cancellation);
            await Console.Out.WriteLineAsync(report.Fault is { } fault
                ? $"The audit trail is broken. {fault.Message}"
                : string.Create(CultureInfo.InvariantCulture, $"The audit trail is whole: {report.Entries:N0} entries, held against {report.Anchors:N0} anchors."));
            return report.IsWhole ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Export(string[] settings)
    {
        var from = new Option<string?>("--from") { Description = "Start, included: a UTC day (2026-10-01) or an instant. Without, the beginning.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "End, excluded: a UTC day or an instant. Without, now.", HelpName = "TIME" };
        var format = new Option<string>("--format") { Description = "json keeps every character; csv is for spreadsheets.", DefaultValueFactory = _ => "json" }.AcceptOnlyFromAmong("csv", "json");
        var command = new Command("export", "Print entries with their hashes, oldest first, for an archive.") { from, to, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var filter = new AuditFilter { FromUtc = Instant("--from", parsed.GetValue(from)), ToUtc = Instant("--to", parsed.GetValue(to)) };
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var entries = host.Get<AuditQueries>().ReadAsync(filter, CommandHost.Operator, cancellation);
            await using var output = Console.OpenStandardOutput();
            await (parsed.GetValue(format) == "csv" ? AuditReportWriter.WriteCsvAsync(output, entries, cancellation) : AuditReportWriter.WriteJsonAsync(output, entries, cancellation));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Anchors(string[] settings)
    {
        var export = new Option<bool>("--export") { Description = "Append the end of the trail to the anchor file first, as the hourly job does." };
        var command = new Command("anchors", "Print the anchors of the file, and where the trail ends now. Keep them where nobody who may change the database can write.") { export };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var anchors = host.Get<AuditAnchors>();
            if (parsed.GetValue(export))
            {
                await anchors.ExportAsync(cancellation);
            }

            var kept = await anchors.ReadAsync(null, cancellation);
            foreach (var anchor in kept.Anchors)
            {
                await Console.Out.WriteLineAsync(anchor.ToString());
            }

            await Console.Error.WriteLineAsync($"The trail ends at: {await anchors.CurrentAsync(cancellation)}");
            return kept.Fault is { } fault ? throw new CommandFaultException(fault) : ExitCodes.Done;
        });
        return command;
    }

    private static DateTime? Instant(string option, string? text) => text switch
    {
        null => null,
        _ when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) => at,
        _ => throw new CommandFaultException($"{option}: \"{text}\" is no time; allowed: a UTC day such as 2026-10-01, or an instant such as 2026-10-01T12:00:00Z.", ExitCodes.Usage),
    };
}
