using System.CommandLine;
using FinOps.Core.Access;
using FinOps.Core.Margins;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>margins</c>: who earns and who costs, for scripts.</summary>
internal sealed class MarginsCommand : Command
{
    private readonly Option<string?> from = new("--from") { Description = "First UTC day, 2026-10-01. Default: the first of this month.", HelpName = "DAY" };
    private readonly Option<string?> to = new("--to") { Description = "First UTC day that is not counted. Default: tomorrow; fees of today count up to now.", HelpName = "DAY" };
    private readonly Option<string> format = new Option<string>("--format") { Description = "How to print.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "csv", "json");

    public MarginsCommand(string[] settings)
        : base("margins", "Print revenue, cost and margin by tenant, least margin first. Money is exact decimal USD.")
    {
        Add(from);
        Add(to);
        Add(format);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed, cancellation));
    }

    private async Task<int> RunAsync(string[] settings, ParseResult parsed, CancellationToken cancellation)
    {
        var (first, last) = MarginReport.Period(parsed.GetValue(from), parsed.GetValue(to), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), out var fault);
        if (fault is not null)
        {
            throw new CommandFaultException(fault, ExitCodes.Usage);
        }

        await using var host = await CommandHost.StartAsync(settings, cancellation);
        var table = await host.Get<MarginQueries>().OfPeriodAsync(first, last, Actor.System("margins", "cli"), cancellation);
        await using var output = Console.OpenStandardOutput();
        switch (parsed.GetValue(format))
        {
            case "json":
                await MarginReport.WriteJsonAsync(table, output, cancellation);
                output.WriteByte((byte)'\n');
                break;
            case "csv":
                await MarginReport.WriteCsvAsync(table, output, cancellation);
                break;
            default:
                TextTable.Write(Console.Out, MarginReport.Names, table.Tenants.Select(MarginReport.Cells), MarginReport.IsFigure);
                break;
        }

        return ExitCodes.Done;
    }
}
