using System.CommandLine;
using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Web.Alerts;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>alerts list|test-channel</c>: what fired, and whether a channel arrives.</summary>
internal sealed class AlertsCommand : Command
{
    private const int Most = 1_000;

    public AlertsCommand(string[] settings)
        : base("alerts", "List alerts, and send a test to a channel.")
    {
        Add(List(settings));
        Add(Test(settings));
    }

    private static Command List(string[] settings)
    {
        var state = new Option<string?>("--state") { Description = "Only open, acknowledged or recovered ones.", HelpName = "STATE" }.AcceptOnlyFromAmong("open", "acknowledged", "recovered");
        var tenant = new Option<string?>("--tenant") { Description = "Only of this tenant.", HelpName = "KEY" };
        var command = new Command("list", "List alerts, newest first.") { state, tenant };
        command.SetAction(async (parsed, cancellation) =>
        {
            var filter = new AlertFilter { State = AlertSearch.Word<AlertState>(parsed.GetValue(state)), Tenant = parsed.GetValue(tenant) };
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var (rows, _) = await host.Get<AlertQueries>().PageAsync(filter, CommandHost.Operator, 0, Most, cancellation);
            TextTable.Write(Console.Out, ["id", "raised", "severity", "kind", "state", "tenant", "title"], rows.Select(r => new[]
            {
                r.Alert.Id.ToString(CultureInfo.InvariantCulture), AlertText.Time(r.Alert.RaisedAtMicros), AlertText.Word(r.Alert.Severity), AlertText.Word(r.Alert.Kind),
                r.State.ToString().ToLowerInvariant(), r.Alert.Tenant ?? "", r.Alert.Title,
            }), _ => false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Test(string[] settings)
    {
        var name = new Argument<string>("channel") { Description = "The channel's name." };
        var command = new Command("test-channel", "Send a made-up alert to a channel and print the answer. Ends with 1 when it does not arrive.") { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var wanted = parsed.GetRequiredValue(name);
            var channel = (await host.Get<AlertQueries>().ChannelsAsync(CommandHost.Operator, cancellation)).FirstOrDefault(c => string.Equals(c.Channel.Name, wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw new CommandFaultException($"There is no channel \"{wanted}\".", ExitCodes.Usage);
            var result = await host.Get<ChannelEditor>().TestAsync(channel.Channel.Id, CommandHost.Operator, cancellation)
                ?? throw new CommandFaultException($"The channel \"{wanted}\" is gone.");
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(result.IsDelivered ? "Delivered" : "Not delivered")}: {result.Status} {result.Answer}"));
            return result.IsDelivered ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
