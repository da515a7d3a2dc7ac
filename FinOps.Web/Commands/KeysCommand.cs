using System.CommandLine;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>keys create|list|revoke</c>: the keys of the HTTP API.</summary>
internal sealed class KeysCommand : Command
{
    public KeysCommand(string[] settings)
        : base("keys", "Create, list and revoke keys of the HTTP API.")
    {
        Add(Create(settings));
        Add(List(settings));
        Add(Revoke(settings));
    }

    private static Command Create(string[] settings)
    {
        var name = new Option<string>("--name") { Description = "What the key is for, e.g. \"checkout gateway\".", Required = true };
        var scopes = new Option<string[]>("--scopes")
        {
            Description = $"What it opens, comma-separated: {string.Join(", ", ApiScope.All)}.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var expires = new Option<string?>("--expires") { Description = "When it ends: a UTC day such as 2027-01-31, or an instant. Without, it never does." };
        var command = new Command("create", "Make a key. It is printed once, on standard output, and stored nowhere.") { name, scopes, expires };
        command.SetAction(async (parsed, cancellation) =>
        {
            var words = parsed.GetRequiredValue(scopes).SelectMany(s => s.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            var until = Expiry(parsed.GetValue(expires));
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            try
            {
                var created = await host.Get<ApiKeys>().CreateAsync(parsed.GetRequiredValue(name), words, until, CommandHost.Operator, cancellation);
                await Console.Error.WriteLineAsync($"Key \"{created.Key.Name}\" opens: {created.Key.Scopes}. Keep it now: it is not shown again.");
                await Console.Out.WriteLineAsync(created.Text);
                return ExitCodes.Done;
            }
            catch (ArgumentException fault)
            {
                throw new CommandFaultException(fault.Message, ExitCodes.Usage);
            }
        });
        return command;
    }

    private static Command List(string[] settings)
    {
        var command = new Command("list", "List the keys, newest first.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var keys = await host.Get<ApiKeys>().ListAsync(CommandHost.Operator, cancellation);
            TextTable.Write(Console.Out, ["key", "name", "scopes", "created", "expires", "last used", "revoked"], keys.Select(k => new[]
            {
                k.Prefix, k.Name, k.Scopes, Text(k.CreatedAtMicros), Text(k.ExpiresAtMicros), Text(k.LastUsedAtMicros), Text(k.RevokedAtMicros),
            }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Revoke(string[] settings)
    {
        var key = new Argument<string>("key") { Description = "The start of the key as list shows it, e.g. lfk_3f9a1c2b." };
        var command = new Command("revoke", "End a key. Running servers refuse it within ten seconds.") { key };
        command.SetAction(async (parsed, cancellation) =>
        {
            var prefix = parsed.GetRequiredValue(key);
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            if (!await host.Get<ApiKeys>().RevokeAsync(prefix, CommandHost.Operator, cancellation))
            {
                throw new CommandFaultException($"No key in force starts with {prefix}; see: keys list");
            }

            await Console.Out.WriteLineAsync($"{prefix} is revoked.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static DateTimeOffset? Expiry(string? text) => text switch
    {
        null => null,
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) => at,
        _ => throw new CommandFaultException($"--expires: \"{text}\" is no time; allowed: a UTC day such as 2027-01-31, or an instant such as 2027-01-31T12:00:00Z.", ExitCodes.Usage),
    };

    private static string Text(long? micros) => micros is { } at ? Instants.ToUtc(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
}
