using System.CommandLine;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Incidents;
using FinOps.Web.Host;
using FinOps.Web.Incidents;

namespace FinOps.Web.Commands;

/// <summary><c>incidents list|ack|resolve|rescore</c>: what burns, when no browser is at hand.</summary>
internal sealed class IncidentsCommand : Command
{
    public IncidentsCommand(string[] settings)
        : base("incidents", "List, acknowledge and resolve incidents, and score spend now.")
    {
        Add(List(settings));
        Add(Act(settings, "ack", "Say that somebody looks into it.", (editor, id, _, cancellation) => editor.AcknowledgeAsync(id, null, CommandHost.Operator, cancellation)));
        Add(Act(settings, "resolve", "Say that it is over.", (editor, id, note, cancellation) => editor.ResolveAsync(id, null, note, CommandHost.Operator, cancellation)));
        Add(Rescore(settings));
    }

    private static Command List(string[] settings)
    {
        var show = new Option<string>("--show") { Description = "open (default), new, acknowledged or resolved.", HelpName = "WHICH", DefaultValueFactory = _ => IncidentView.Open };
        show.AcceptOnlyFromAmong([.. IncidentView.Filters.Select(f => f.Show)]);
        var command = new Command("list", "List incidents, what burns most first. Money is exact decimal USD.") { show };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var rows = await host.Get<IncidentQueries>().ListAsync(new IncidentView(parsed.GetRequiredValue(show)).ToFilter(), TenantScope.All, cancellation);
            TextTable.Write(Console.Out, ["id", "scope", "state", "burn_usd_per_hour", "excess_usd", "z", "from", "assigned_to"], rows.Select(r => new[]
            {
                r.Incident.Id.ToString(CultureInfo.InvariantCulture), r.Scope, IncidentWords.State(r.Incident).ToLowerInvariant(), Money.ToExactText(r.Incident.BurnNanos), Money.ToExactText(r.Incident.ExcessNanos),
                IncidentText.Z(r.Incident.ZEq), Instants.ToUtc(r.Incident.FromHour * Instants.MicrosPerHour).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture), r.Incident.AssignedTo,
            }), i => i is 0 or 3 or 4 or 5);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Act(string[] settings, string name, string does, Func<IncidentEditor, int, string, CancellationToken, Task<IncidentChange>> act)
    {
        var id = new Argument<int>("id") { Description = "The number of the incident; see: incidents list" };
        var note = new Option<string>("--note") { Description = "Why; it stands in the timeline.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var command = new Command(name, does) { id, note };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var change = await act(host.Get<IncidentEditor>(), parsed.GetRequiredValue(id), parsed.GetRequiredValue(note), cancellation);
            if (IncidentWords.Told(change) is { } fault)
            {
                throw new CommandFaultException(fault);
            }

            await Console.Out.WriteLineAsync("Done.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Rescore(string[] settings)
    {
        var rebuild = new Option<bool>("--rebuild") { Description = "Read every stored record again first." };
        var command = new Command("rescore", "Score all spend now, and open or close incidents.") { rebuild };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            if (parsed.GetValue(rebuild))
            {
                await host.Get<SpendScorer>().RebuildAsync(cancellation);
            }

            var report = await host.Get<SpendScorer>().RunAsync(cancellation);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.Scored} scopes scored from {report.Records} new records; {report.Opened} incidents opened, {report.Resolved} ended."));
            return ExitCodes.Done;
        });
        return command;
    }
}
