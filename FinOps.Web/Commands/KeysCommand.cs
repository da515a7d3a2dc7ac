using System.CommandLine;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Host;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Commands;

/// <summary><c>keys create|list|show|rotate|revoke</c>: the keys of the HTTP API.</summary>
internal sealed class KeysCommand : Command
{
    private readonly string[] settings;

    public KeysCommand(string[] settings)
        : base("keys", "Create, list, rotate and revoke keys of the HTTP API.")
    {
        this.settings = settings;
        Add(Create());
        Add(List());
        Add(Show());
        Add(Rotate());
        Add(Revoke());
    }

    private static Option<string> Format => new Option<string>("--format") { Description = "How to print.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "json");

    private static Argument<string> Key => new("key") { Description = "The start of the key as list shows it, e.g. lfk_3f9a1c2b." };

    private static Option<string?> Expires => new("--expires") { Description = "When it ends: a UTC day such as 2027-01-31, or an instant. Without, ApiKeys:DefaultDays from now.", HelpName = "TIME" };

    private Command Create()
    {
        var name = new Option<string>("--name") { Description = "What the key is for, e.g. \"checkout gateway\".", Required = true };
        var scopes = new Option<string[]>("--scopes")
        {
            Description = $"What it opens, comma-separated: {string.Join("; ", ApiScope.All.Select(s => $"{s} ({ApiScope.Explain(s)})"))}.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var tenants = new Option<string[]>("--tenant") { Description = "The only tenant that it sends and reads usage of; may be repeated.", HelpName = "ID" };
        var environment = new Option<string?>("--environment") { Description = "The only environment that it sends usage of.", HelpName = "NAME" };
        var (expires, format) = (Expires, Format);
        var command = new Command("create", "Make a key. It is printed once, on standard output, and stored nowhere.") { name, scopes, tenants, environment, expires, format };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var draft = new ApiKeyDraft
                {
                    Name = parsed.GetRequiredValue(name),
                    Scopes = new(Words(parsed.GetRequiredValue(scopes)), StringComparer.Ordinal),
                    Tenants = [.. parsed.GetValue(tenants) ?? []],
                    Environment = parsed.GetValue(environment) ?? "",
                    ExpiresUtc = Instant("--expires", parsed.GetValue(expires)),
                };
                return Made(host, await host.Get<ApiKeyEditor>().CreateAsync(draft, CommandHost.Operator, cancellation), parsed.GetValue(format) == "json");
            },
            cancellation));
        return command;
    }

    private Command List()
    {
        var search = new Option<string?>("--search") { Description = "Only keys with this in their start or name.", HelpName = "TEXT" };
        var state = new Option<string?>("--state") { Description = "Only keys in this state." }.AcceptOnlyFromAmong([.. Enum.GetNames<ApiKeyState>().Select(n => n.ToLowerInvariant())]);
        var format = Format;
        var command = new Command("list", "List the keys, newest first.") { search, state, format };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var (now, warning) = Now(host);
                var words = parsed.GetValue(search) ?? "";
                var wanted = parsed.GetValue(state);
                var keys = (await host.Get<ApiKeyQueries>().ListAsync(CommandHost.Operator, cancellation)).Where(k =>
                    (k.Prefix.Contains(words, StringComparison.OrdinalIgnoreCase) || k.Name.Contains(words, StringComparison.OrdinalIgnoreCase))
                    && (wanted is null || wanted.Equals(k.StateAt(now, warning).ToString(), StringComparison.OrdinalIgnoreCase)));
                var output = new KeyOutput(now, warning);
                if (parsed.GetValue(format) == "json")
                {
                    output.WriteJson(keys);
                }
                else
                {
                    output.WriteTable(keys);
                }

                return ExitCodes.Done;
            },
            cancellation));
        return command;
    }

    private Command Show()
    {
        var (key, format) = (Key, Format);
        var command = new Command("show", "Show one key: what it opens, and how it is used.") { key, format };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var prefix = PrefixOf(parsed.GetRequiredValue(key));
                var found = await host.Get<ApiKeyQueries>().FindAsync(prefix, CommandHost.Operator, cancellation) ?? throw Unknown(prefix);
                var (now, warning) = Now(host);
                var output = new KeyOutput(now, warning);
                if (parsed.GetValue(format) == "json")
                {
                    output.WriteJson(found, null);
                }
                else
                {
                    output.WriteFacts(found);
                }

                return ExitCodes.Done;
            },
            cancellation));
        return command;
    }

    private Command Rotate()
    {
        var overlap = new Option<string>("--overlap") { Description = "How long the present secret works on: 30m, 24h, 7d, or 0 to end it now.", DefaultValueFactory = _ => "24h", HelpName = "TIME" };
        var (key, expires, format) = (Key, Expires, Format);
        var command = new Command("rotate", "Give a key a new secret, which works at once. It is printed once, on standard output, and stored nowhere.") { key, overlap, expires, format };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var prefix = PrefixOf(parsed.GetRequiredValue(key));
                var span = Span(parsed.GetRequiredValue(overlap));
                DateTime? until = span == TimeSpan.Zero ? null : host.Get<TimeProvider>().GetUtcNow().UtcDateTime + span;
                var rotation = new ApiKeyRotation(until, Instant("--expires", parsed.GetValue(expires)));
                var result = await host.Get<ApiKeyEditor>().RotateAsync(prefix, rotation, CommandHost.Operator, cancellation);
                return Made(host, result is ApiKeyResult.NotFound ? throw Unknown(prefix) : result, parsed.GetValue(format) == "json");
            },
            cancellation));
        return command;
    }

    private Command Revoke()
    {
        var key = Key;
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the audit trail.", HelpName = "TEXT" };
        var command = new Command("revoke", "End a key for good. Running servers refuse it within a second.") { key, reason };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var prefix = PrefixOf(parsed.GetRequiredValue(key));
                var result = await host.Get<ApiKeyEditor>().RevokeAsync(prefix, parsed.GetValue(reason) ?? "", CommandHost.Operator, cancellation);
                if (result is not ApiKeyResult.Saved)
                {
                    throw result is ApiKeyResult.NotFound ? Unknown(prefix) : Fault(result);
                }

                await Console.Out.WriteLineAsync($"{prefix} is revoked.");
                return ExitCodes.Done;
            },
            cancellation));
        return command;
    }

    private async Task<int> WithHostAsync(Func<CommandHost, Task<int>> run, CancellationToken cancellation)
    {
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        return await run(host);
    }

    /// <summary>Prints a secret just made: alone on standard output, so that a script can take it as it is.</summary>
    private static int Made(CommandHost host, ApiKeyResult result, bool isJson)
    {
        if (result is not ApiKeyResult.Made made)
        {
            throw Fault(result);
        }

        if (isJson)
        {
            var (now, warning) = Now(host);
            new KeyOutput(now, warning).WriteJson(made.Key, made.Text);
            return ExitCodes.Done;
        }

        var old = made.Key.OldUntilMicros is null ? "" : $" The secret before it works until {KeyOutput.Text(made.Key.OldUntilMicros)} UTC.";
        Console.Error.WriteLine($"Key \"{made.Key.Name}\" opens: {made.Key.Scopes}, until {KeyOutput.Text(made.Key.ExpiresAtMicros)} UTC.{old} Keep it now: it is not shown again.");
        Console.Out.WriteLine(made.Text);
        return ExitCodes.Done;
    }

    private static CommandFaultException Fault(ApiKeyResult result) => result switch
    {
        ApiKeyResult.Invalid invalid => new(string.Join(Environment.NewLine, invalid.Faults.Select(f => $"{OptionOf(f.Field)}: {f.Message}")), ExitCodes.Usage),
        ApiKeyResult.Conflict conflict => new(conflict.Message),
        _ => new("There is no such key."),
    };

    private static CommandFaultException Unknown(string prefix) => new($"There is no key {prefix}; see: keys list");

    private static string OptionOf(string field) => field switch
    {
        nameof(ApiKeyDraft.Tenants) => "--tenant",
        nameof(ApiKeyDraft.ExpiresUtc) => "--expires",
        nameof(ApiKeyRotation.OldUntilUtc) => "--overlap",
        _ => "--" + field.ToLowerInvariant(),
    };

    /// <summary>Somebody who has the whole key at hand may give it; only its start is used.</summary>
    private static string PrefixOf(string key) => key.Length > ApiKeyText.PrefixLength && key[ApiKeyText.PrefixLength] == '_' ? key[..ApiKeyText.PrefixLength] : key;

    private static (long NowMicros, TimeSpan Warning) Now(CommandHost host) =>
        (host.Get<TimeProvider>().NowMicros(), TimeSpan.FromDays(host.Get<IOptions<ApiKeyOptions>>().Value.WarnDays));

    private static IEnumerable<string> Words(string[] texts) => texts.SelectMany(s => s.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static DateTime? Instant(string option, string? text) => text switch
    {
        null => null,
        _ when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) => at,
        _ => throw new CommandFaultException($"{option}: \"{text}\" is no time; allowed: a UTC day such as 2027-01-31, or an instant such as 2027-01-31T12:00:00Z.", ExitCodes.Usage),
    };

    private static TimeSpan Span(string text)
    {
        var isNumber = int.TryParse(text.TrimEnd('m', 'h', 'd'), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100_000;
        return (isNumber, text[^1..]) switch
        {
            (true, "m") => TimeSpan.FromMinutes(count),
            (true, "h") => TimeSpan.FromHours(count),
            (true, "d") => TimeSpan.FromDays(count),
            (true, _) when count == 0 => TimeSpan.Zero,
            _ => throw new CommandFaultException($"--overlap: \"{text}\" is no time; allowed: minutes, hours or days such as 30m, 24h or 7d, or 0.", ExitCodes.Usage),
        };
    }
}
