using System.CommandLine;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Months;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Host;
using FinOps.Web.Pricing.Rerating;

namespace FinOps.Web.Commands;

/// <summary><c>months list|close|reopen</c>: the books of months.</summary>
internal sealed class MonthsCommand : Command
{
    public MonthsCommand(string[] settings)
        : base("months", "List, close and reopen months. What changes the cost of a closed month is shown apart as a correction.")
    {
        Add(List(settings));
        Add(Close(settings));
        Add(Reopen(settings));
    }

    private static Command List(string[] settings)
    {
        var command = new Command("list", "List the months with usage, newest first: booked when closed, corrected since, cost now. Money is exact decimal USD.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var months = await host.Get<MonthQueries>().ListAsync(TenantScope.All, cancellation);
            TextTable.Write(Console.Out, ["month", "books", "booked_usd", "correction_usd", "cost_usd", "closed", "by", "reason"], months.Select(m => new[]
            {
                m.Month.ToString(), m.Closing is null ? "open" : "closed", m.Closing is null ? "" : Money.ToExactText(m.BookedNanos), Money.ToExactText(m.CorrectionNanos),
                Money.ToExactText(m.CostNanos), m.Closing is { } c ? RerateText.At(c.ClosedAtMicros) : "", m.Closing?.ClosedBy ?? "", m.Closing?.Reason ?? "",
            }), i => i is >= 2 and <= 4);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Close(string[] settings)
    {
        var (month, reason) = Words();
        var command = new Command("close", "Close a month that is over.") { month, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            var which = Read(parsed.GetRequiredValue(month));
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var done = Demand(await host.Get<MonthEditor>().CloseAsync(which, parsed.GetRequiredValue(reason), CommandHost.Operator, cancellation));
            await Console.Out.WriteLineAsync($"{which} is closed at {Money.ToExactText(done.BookedCostNanos)} USD.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Reopen(string[] settings)
    {
        var (month, reason) = Words();
        var command = new Command("reopen", "Open a closed month again: its corrections so far become part of its cost.") { month, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            var which = Read(parsed.GetRequiredValue(month));
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var (change, run) = await host.Get<MonthEditor>().ReopenAsync(which, parsed.GetRequiredValue(reason), CommandHost.Operator, isForCaller: true, cancellation);
            var done = Demand(change);
            await host.Get<RerateQueue>().RunAsync(run!, null, cancellation);
            await Console.Out.WriteLineAsync($"{which} is open again at {Money.ToExactText(done.BookedCostNanos)} USD.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static (Argument<string> Month, Option<string> Reason) Words() => (
        new Argument<string>("month") { Description = "A month in UTC, such as 2026-10." },
        new Option<string>("--reason") { Description = "Why; it stays with the month.", Required = true, HelpName = "TEXT" });

    private static CalendarMonth Read(string text) =>
        CalendarMonth.Parse(text) ?? throw new CommandFaultException($"\"{text}\" is no month; allowed: year and month such as 2026-10.", ExitCodes.Usage);

    private static MonthChange.Done Demand(MonthChange change) => change switch
    {
        MonthChange.Done done => done,
        MonthChange.Refused refused => throw new CommandFaultException(refused.Message),
        _ => throw new InvalidOperationException($"Unknown answer {change}."),
    };
}
