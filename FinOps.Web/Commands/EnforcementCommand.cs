using System.CommandLine;
using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>enforcement status|pause|resume|lift</c>: what on-call needs when the pages are down.</summary>
internal sealed class EnforcementCommand : Command
{
    private readonly string[] settings;

    public EnforcementCommand(string[] settings)
        : base("enforcement", "Pause and resume tenants, and lift caps, when the pages are down. Running servers obey within a second; everything is in the audit trail.")
    {
        this.settings = settings;
        Add(Status());
        Add(Pause());
        Add(Resume());
        Add(Lift());
    }

    private static Option<string> Tenant => new("--tenant") { Description = "The tenant's key.", Required = true, HelpName = "ID" };

    private static Option<string> Reason => new("--reason") { Description = "Why; kept in the audit trail.", Required = true, HelpName = "TEXT" };

    private Command Status()
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant.", HelpName = "ID" };
        var command = new Command("status", "Show who is paused, capped or tightened, and what overrides run.") { tenant };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var only = parsed.GetValue(tenant);
                var standings = await host.Get<EnforcementQueries>().ListAsync(CommandHost.Operator, cancellation);
                var shown = standings.Where(s => only is null ? s.State != TenantState.Active || s.Overrides.Count > 0 || s.Measures.Count > 0 : s.Tenant == only).ToList();
                if (only is not null && shown.Count == 0 && await host.Get<EnforcementQueries>().FindAsync(only, CommandHost.Operator, cancellation) is { } one)
                {
                    shown.Add(one);
                }

                Print(shown, await host.Get<EnforcementQueries>().WideAsync(CommandHost.Operator, cancellation), standings.Count);
                return ExitCodes.Done;
            },
            cancellation));
        return command;
    }

    private Command Pause()
    {
        var (tenant, reason) = (Tenant, Reason);
        var feature = new Option<string?>("--feature") { Description = "Only its calls of this feature.", HelpName = "KEY" };
        var user = new Option<string?>("--user") { Description = "Only its calls of this user.", HelpName = "KEY" };
        var until = new Option<string?>("--until") { Description = "When it ends by itself: an instant such as 2026-10-14T09:00:00Z, or a span such as 30m, 4h, 2d. Without, it stays.", HelpName = "T" };
        var command = new Command("pause", "Deny a tenant's calls.") { tenant, reason, feature, user, until };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var scope = new EnforcementScope(parsed.GetRequiredValue(tenant), parsed.GetValue(feature), parsed.GetValue(user), null);
                var wish = new MeasureCommand(MeasureKind.Pause, scope, parsed.GetRequiredValue(reason), End(host, parsed.GetValue(until)), null);
                return Told(await host.Get<MeasureEditor>().ApplyAsync(wish, CommandHost.Operator, cancellation), $"Paused: {scope}.");
            },
            cancellation));
        return command;
    }

    private Command Resume()
    {
        var (tenant, reason) = (Tenant, Reason);
        var command = new Command("resume", "End every pause of a tenant, those of its features and users included.") { tenant, reason };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var key = parsed.GetRequiredValue(tenant);
                var now = host.Get<TimeProvider>().NowMicros();
                var pauses = host.Get<MeasureBoard>().Current.Measures.Where(m => m.Kind == MeasureKind.Pause && m.Tenant == key && m.HoldsAt(now)).ToList();
                if (pauses.Count == 0)
                {
                    throw new CommandFaultException($"{key} is not paused; see: enforcement status");
                }

                foreach (var pause in pauses)
                {
                    Told(await host.Get<MeasureEditor>().LiftAsync(pause.Id, parsed.GetRequiredValue(reason), CommandHost.Operator, cancellation), $"Resumed: {pause.Scope}.");
                }

                return ExitCodes.Done;
            },
            cancellation));
        return command;
    }

    private Command Lift()
    {
        var (tenant, reason) = (Tenant, Reason);
        var amount = new Option<decimal?>("--amount") { Description = "USD a day above the cap; without, the cap does not count at all.", HelpName = "USD" };
        var until = new Option<string>("--until") { Description = "When it ends by itself: an instant such as 2026-10-14T09:00:00Z, or a span such as 30m, 4h, 2d.", DefaultValueFactory = _ => "4h", HelpName = "T" };
        var command = new Command("lift", "Lift a tenant's daily spend cap for a while. No second person is asked; the trail says so.") { tenant, reason, amount, until };
        command.SetAction((parsed, cancellation) => WithHostAsync(
            async host =>
            {
                var key = parsed.GetRequiredValue(tenant);
                var end = End(host, parsed.GetRequiredValue(until))!.Value;
                var draft = new OverrideDraft(OverrideKind.LiftCap, EnforcementScope.OfTenant(key), parsed.GetRequiredValue(reason), end) { AmountUsd = parsed.GetValue(amount) };
                return Told(await host.Get<OverrideEditor>().RequestAsync(draft, CommandHost.Operator, cancellation), $"The cap of {key} is lifted until {Instant(end)} UTC.");
            },
            cancellation));
        return command;
    }

    private async Task<int> WithHostAsync(Func<CommandHost, Task<int>> run, CancellationToken cancellation)
    {
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        await host.Get<SpendWatch>().ReadAsync(cancellation);
        return await run(host);
    }

    private static void Print(List<TenantStanding> shown, IReadOnlyList<EnforcementMeasure> wide, int known)
    {
        foreach (var measure in wide)
        {
            Console.Out.WriteLine($"{measure.Kind}: {measure.Scope}, by {measure.By} since {Instant(Instants.ToUtc(measure.SinceMicros))}: {measure.Reason}");
        }

        if (shown.Count == 0)
        {
            Console.Out.WriteLine(FormattableString.Invariant($"Nobody is paused, capped or tightened; {known:N0} tenants have a cap or a ladder of their own."));
            return;
        }

        TextTable.Write(Console.Out, ["tenant", "state", "spent today", "cap", "used", "rate left", "since", "by", "why"], shown.Select(s => new[]
        {
            s.Tenant, s.State.ToString(), Usd(s.SpentNanos), s.CapNanos is { } cap ? Usd(cap) : s.BaseCapNanos is null ? "none" : "lifted",
            s.CapUsed is { } used ? FormattableString.Invariant($"{used * 100:N0} %") : "", $"{s.RatePercent} %", s.SinceMicros is { } since ? Instant(Instants.ToUtc(since)) : "",
            s.Pause?.By ?? s.Overrides.FirstOrDefault()?.By ?? "", s.Pause?.Reason ?? s.Overrides.Select(o => $"{OverrideTexts.Of(o)} until {Instant(Instants.ToUtc(o.UntilMicros))}: {o.Reason}").FirstOrDefault() ?? "",
        }), column => column is 2 or 3 or 4 or 5);
    }

    private static int Told(MeasureResult result, string done)
    {
        switch (result)
        {
            case MeasureResult.Saved:
                Console.Out.WriteLine(done);
                return ExitCodes.Done;
            case MeasureResult.Invalid invalid:
                throw new CommandFaultException(string.Join(Environment.NewLine, invalid.Faults.Select(f => $"{OptionOf(f.Field)}: {f.Message}")), ExitCodes.Usage);
            case MeasureResult.Conflict known:
                throw new CommandFaultException($"It is so already: by {known.By} at {Instant(known.AtUtc)} UTC.");
            case MeasureResult.Refused refused:
                throw new CommandFaultException(refused.Message);
            default:
                throw new CommandFaultException("It is not in force any more; see: enforcement status");
        }
    }

    private static string OptionOf(string field) => field switch
    {
        "UntilUtc" => "--until",
        "AmountUsd" => "--amount",
        "Scope" => "--tenant",
        _ => "--" + field.ToLowerInvariant(),
    };

    private static DateTime? End(CommandHost host, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 100_000)
        {
            var now = host.Get<TimeProvider>().GetUtcNow().UtcDateTime;
            switch (text[^1])
            {
                case 'm':
                    return now.AddMinutes(count);
                case 'h':
                    return now.AddHours(count);
                case 'd':
                    return now.AddDays(count);
            }
        }

        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new CommandFaultException($"--until: \"{text}\" is no time; allowed: an instant such as 2026-10-14T09:00:00Z, or a span such as 30m, 4h, 2d.", ExitCodes.Usage);
    }

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Usd(long nanos) => FormattableString.Invariant($"${Money.ToUsd(nanos):N2}");
}
