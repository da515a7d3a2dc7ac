using System.CommandLine;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>costs</c>: the figures of the pages, for scripts.</summary>
internal sealed class CostsCommand : Command
{
    private readonly Option<string[]> groupBy = new("--group-by")
    {
        Description = $"Comma-separated: {string.Join(", ", CostRequest.Dimensions.Keys)}. Without, one total.",
        HelpName = "A,B",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> from = new("--from") { Description = "Start, included: a UTC day (2026-10-01) or an instant. Default: 30 days before --to.", HelpName = "TIME" };
    private readonly Option<string?> to = new("--to") { Description = "End, excluded: a UTC day or an instant. Default: the end of today.", HelpName = "TIME" };
    private readonly Option<string[]> filter = new("--filter")
    {
        Description = $"DIMENSION=VALUE[,VALUE]; may be repeated. Dimensions: {string.Join(", ", CostRequest.FilterNames)}. An empty value means \"not reported\".",
        HelpName = "tenant=acme",
    };

    private readonly Option<string> format = new Option<string>("--format") { Description = "How to print.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "csv", "json");

    public CostsCommand(string[] settings)
        : base("costs", "Print costs from the same queries as the pages and the API. Money is exact decimal USD.")
    {
        Add(groupBy);
        Add(from);
        Add(to);
        Add(filter);
        Add(format);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed, cancellation));
    }

    private async Task<int> RunAsync(string[] settings, ParseResult parsed, CancellationToken cancellation)
    {
        var query = Read(parsed);
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        CostResult result;
        try
        {
            result = await host.Get<CostQueries>().RunAsync(query, TenantScope.All, cancellation);
        }
        catch (ArgumentException fault)
        {
            throw new CommandFaultException(fault.Message, ExitCodes.Usage);
        }

        await PrintAsync(result, parsed.GetValue(format), cancellation);
        return ExitCodes.Done;
    }

    private CostQuery Read(ParseResult parsed)
    {
        var request = new CostRequest(TimeProvider.System);
        var query = request.Read(parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(groupBy) ?? [], Filters(parsed.GetValue(filter) ?? []));
        return query ?? throw new CommandFaultException(string.Join(Environment.NewLine, request.Faults.Select(f => $"{OptionOf(f.Parameter)}: {f.Message}")), ExitCodes.Usage);
    }

    private static async Task PrintAsync(CostResult result, string? format, CancellationToken cancellation)
    {
        await using var output = Console.OpenStandardOutput();
        switch (format)
        {
            case "json":
                await CostReport.WriteJsonAsync(result, output, cancellation);
                output.WriteByte((byte)'\n');
                break;
            case "csv":
                await CostReport.WriteCsvAsync(result, output, cancellation);
                break;
            default:
                var columns = CostReport.Columns(result.Query);
                TextTable.Write(Console.Out, [.. columns.Select(c => c.Name)], result.Rows.Select(r => columns.Select(c => c.Text(r) is { Length: > 0 } text ? text : "(not reported)").ToList()), i => columns[i].Kind != CostColumnKind.Text);
                break;
        }
    }

    internal static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Filters(string[] texts) =>
        from text in texts
        let cut = text.IndexOf('=', StringComparison.Ordinal)
        select cut < 0
            ? KeyValuePair.Create<string, IReadOnlyList<string>>($"{text} without =", [])
            : KeyValuePair.Create<string, IReadOnlyList<string>>(text[..cut], [text[(cut + 1)..]]);

    internal static string OptionOf(string parameter) => parameter switch
    {
        "from" or "to" => $"--{parameter}",
        "group_by" => "--group-by",
        _ => "--filter",
    };
}
