using System.CommandLine;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Releases;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>releases record|list</c>: when features were released.</summary>
internal sealed class ReleasesCommand : Command
{
    public ReleasesCommand(string[] settings)
        : base("releases", "Record and list releases of features, so that changes on purpose are not taken for quiet upgrades.")
    {
        Add(Record(settings));
        Add(List(settings));
    }

    private static Command Record(string[] settings)
    {
        var feature = new Argument<string>("feature") { Description = "The feature, as it stands in the usage." };
        var note = new Option<string>("--note") { Description = "What was released.", Required = true, HelpName = "TEXT" };
        var at = new Option<string?>("--at") { Description = "When it went live: a UTC day or an instant such as 2026-10-14T09:00:00Z. Default: now.", HelpName = "T" };
        var command = new Command("record", "Put a release on record.") { feature, note, at };
        command.SetAction(async (parsed, cancellation) =>
        {
            var draft = new ReleaseDraft(parsed.GetRequiredValue(feature), Read(parsed.GetValue(at)), parsed.GetRequiredValue(note));
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var change = await host.Get<ReleaseEditor>().RecordAsync(draft, CommandHost.Operator, cancellation);
            if (change is ReleaseChange.Invalid invalid)
            {
                throw new CommandFaultException(string.Join(' ', invalid.Faults.Select(f => f.Message)));
            }

            await Console.Out.WriteLineAsync($"The release of {draft.Feature} is on record.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List(string[] settings)
    {
        var feature = new Option<string?>("--feature") { Description = "Only this feature.", HelpName = "KEY" };
        var command = new Command("list", "List releases, newest first.") { feature };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var found = await host.Get<ReleaseQueries>().ListAsync(parsed.GetValue(feature), TenantScope.All, cancellation);
            TextTable.Write(Console.Out, ["at", "feature", "note", "by"], found.Select(r => new[]
            {
                Instants.ToUtc(r.Release.AtMicros).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), r.Feature, r.Release.Note, r.Release.RecordedBy,
            }), _ => false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static DateTime? Read(string? text) => text is null ? null
        : DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new CommandFaultException($"\"{text}\" is no time; allowed: a UTC day such as 2026-10-14, or an instant such as 2026-10-14T09:00:00Z.", ExitCodes.Usage);
}
