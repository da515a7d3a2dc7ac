using System.CommandLine;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>access grant|revoke|list|roles</c>: who may do what, also when nobody can sign in as an administrator any more.</summary>
internal sealed class AccessCommand : Command
{
    private static readonly Actor Operator = CommandHost.Operator;

    public AccessCommand(string[] settings)
        : base("access", "List people and roles, grant and revoke roles. Whoever can run this against the database needs no role: it is the way back in.")
    {
        Add(Grant(settings));
        Add(Revoke(settings));
        Add(List(settings));
        Add(Roles(settings));
    }

    private static Command Grant(string[] settings)
    {
        var (subject, reason) = (Subject(), Reason());
        var role = new Option<string>("--role") { Description = "A role by its exact name; see: access roles", Required = true };
        var tenants = new Option<string[]>("--tenants") { Description = "Keys of the only tenants it holds for, comma-separated. Without, it holds for all.", AllowMultipleArgumentsPerToken = true };
        var until = new Option<string?>("--until") { Description = "When it ends: a UTC day such as 2027-01-31, or an instant. Without, it never does." };
        var command = new Command("grant", "Give a person a role, whether or not they have signed in yet.") { subject, role, tenants, until, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            var keys = (parsed.GetValue(tenants) ?? []).SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            var draft = new GrantDraft
            {
                Subject = parsed.GetRequiredValue(subject),
                Role = parsed.GetRequiredValue(role),
                Tenants = keys.Count == 0 ? null : keys,
                Reason = parsed.GetRequiredValue(reason),
                UntilUtc = Time(parsed.GetValue(until)),
            };
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            Demand(await host.Get<GrantEditor>().GrantAsync(draft, Operator, cancellation));
            await Console.Out.WriteLineAsync($"{draft.Subject} has the role {draft.Role}.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Revoke(string[] settings)
    {
        var (subject, reason) = (Subject(), Reason());
        var role = new Option<string>("--role") { Description = "The role to take away.", Required = true };
        var command = new Command("revoke", "Take a granted role away. Running servers obey within a second.") { subject, role, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (who, what) = (parsed.GetRequiredValue(subject), parsed.GetRequiredValue(role));
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var person = (await host.Get<AccessQueries>().PeopleAsync(Operator, cancellation)).FirstOrDefault(p => p.Identity == who)
                ?? throw new CommandFaultException($"Nobody is known as {who}; see: access list");
            var grants = person.Grants.Where(g => g.Role == what).ToList();
            if (grants.Count == 0)
            {
                throw new CommandFaultException($"{who} was not granted {what}. Roles by claim values end at the provider, or with their mapping.");
            }

            foreach (var grant in grants)
            {
                Demand(await host.Get<GrantEditor>().RevokeAsync(grant.Id, parsed.GetRequiredValue(reason), Operator, cancellation));
            }

            await Console.Out.WriteLineAsync($"{who} no longer has the role {what}.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List(string[] settings)
    {
        var command = new Command("list", "List people, those who were here last first, with their roles.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var people = await host.Get<AccessQueries>().PeopleAsync(Operator, cancellation);
            TextTable.Write(Console.Out, ["subject", "name", "roles", "state", "last seen"], people.Select(p => new[]
            {
                p.Identity, p.Person.Name, string.Join("; ", p.Roles.Select(AccessText.Role)), p.Access.IsDisabled ? "disabled" : "enabled", AccessText.Minute(p.Person.LastSeenAtMicros) ?? "never",
            }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Roles(string[] settings)
    {
        var command = new Command("roles", "List the roles and what they allow.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var roles = await host.Get<AccessQueries>().RolesAsync(Operator, cancellation);
            TextTable.Write(Console.Out, ["role", "people", "may"], roles.Select(r => new[]
            {
                r.Role.Name, r.People.ToString(CultureInfo.InvariantCulture), AccessText.List(r.Role.Permissions),
            }), i => i == 1);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string> Subject() => new("--subject") { Description = "Issuer and subject with a bar between, quoted: 'https://id.example.com|u-17'.", Required = true };

    private static Option<string> Reason() => new("--reason") { Description = "Why; it stays in the audit trail.", Required = true, HelpName = "TEXT" };

    private static DateTime? Time(string? text) => text switch
    {
        null => null,
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) => at.UtcDateTime,
        _ => throw new CommandFaultException($"--until: \"{text}\" is no time; allowed: a UTC day such as 2027-01-31, or an instant such as 2027-01-31T12:00:00Z.", ExitCodes.Usage),
    };

    private static void Demand(AccessEdit edit)
    {
        if (AccessText.Problem(edit) is { } problem)
        {
            throw new CommandFaultException(problem, edit is AccessEdit.Invalid ? ExitCodes.Usage : ExitCodes.Failed);
        }
    }
}
