using System.CommandLine;
using FinOps.Core.Pricing;
using FinOps.Web.Host;
using FinOps.Web.Pricing.Catalogs;

namespace FinOps.Web.Commands;

/// <summary><c>prices import FILE</c>: takes over the new and changed prices of a list.</summary>
internal sealed class PricesImportCommand : Command
{
    private readonly PriceListOptions options = new();
    private readonly Option<string> reason = new("--reason") { Description = "Why; it stays with the prices. Needed unless --dry-run is given.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
    private readonly Option<bool> removed = new("--end-removed") { Description = "End the prices too that the list's source no longer has." };
    private readonly Option<bool> confirm = new("--confirm") { Description = "Store unchanged prices again, so that they count as looked up." };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Show what would be stored; store nothing." };

    public PricesImportCommand(string[] settings)
        : base("import", "Take over the new and changed prices of a list as catalog prices from a day on. Own and contract prices stay above them. The same import again adds nothing.")
    {
        options.AddTo(this);
        foreach (var option in new Option[] { reason, removed, confirm, dryRun })
        {
            Add(option);
        }

        SetAction((parsed, cancellation) => RunAsync(settings, parsed, cancellation));
    }

    private async Task<int> RunAsync(string[] settings, ParseResult parsed, CancellationToken cancellation)
    {
        var file = await options.ReadAsync(parsed, cancellation);
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        var import = host.Get<CatalogImport>();
        var from = options.From(parsed, host.Get<TimeProvider>());
        var diff = await import.DiffAsync(file, from, [], cancellation);
        var confirms = parsed.GetValue(confirm);
        var chosen = diff.Changes.Where(options.Filter(parsed).IsMatch).Where(c => IsTaken(c, parsed.GetValue(removed), confirms)).ToList();
        if (parsed.GetValue(dryRun))
        {
            PricesDiffCommand.Write(chosen);
            await Console.Error.WriteLineAsync($"{chosen.Count:N0} prices would be taken over; nothing is stored.");
            return ExitCodes.Done;
        }

        if (chosen.Count == 0)
        {
            await Console.Out.WriteLineAsync("Nothing to take over: the price book charges all of this already.");
            return ExitCodes.Done;
        }

        var request = new CatalogImportRequest(from, parsed.GetRequiredValue(reason), chosen.Select(c => c.Key).ToHashSet()) { ConfirmsUnchanged = confirms };
        var result = await import.ApplyAsync(file, request, CommandHost.Operator, cancellation);
        if (result is CatalogImportResult.Invalid invalid)
        {
            throw new CommandFaultException(string.Join(Environment.NewLine, invalid.Faults.Select(f => $"{(f.Field == nameof(request.Reason) ? "--reason" : "--from")}: {f.Message}")), ExitCodes.Usage);
        }

        await Console.Out.WriteLineAsync(CatalogText.Result((CatalogImportResult.Applied)result));
        return ExitCodes.Done;
    }

    private static bool IsTaken(CatalogChange change, bool endsRemoved, bool confirms) => change.Kind switch
    {
        CatalogChangeKind.New or CatalogChangeKind.Changed => true,
        CatalogChangeKind.Removed => endsRemoved && change.Next.Count > 0,
        CatalogChangeKind.Unchanged => confirms && change.Confirmation is not null,
    };
}
