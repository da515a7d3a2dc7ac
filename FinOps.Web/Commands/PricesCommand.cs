using System.CommandLine;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Web.Host;
using FinOps.Web.Pricing;

namespace FinOps.Web.Commands;

/// <summary><c>prices list|export|diff|import|check</c>: the price book without a browser.</summary>
internal sealed class PricesCommand : Command
{
    public PricesCommand(string[] settings)
        : base("prices", "List, export, compare and take over prices, and check those in use.")
    {
        Add(List(settings));
        Add(Export(settings));
        Add(new PricesDiffCommand(settings));
        Add(new PricesImportCommand(settings));
        Add(Check(settings));
    }

    /// <summary>Reads a price list, or tells why it is none.</summary>
    public static async Task<PriceFile> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        await using var stream = file.OpenRead();
        return await PriceFileReader.ReadAsync(stream, cancellation) switch
        {
            PriceFileResult.Read read => read.File,
            PriceFileResult.Refused refused => throw new CommandFaultException($"{file.Name}: {refused.Fault}"),
            _ => throw new InvalidOperationException("A price list is either read or refused."),
        };
    }

    private static Command List(string[] settings)
    {
        var only = new Option<string>("--only") { Description = "Only these, by provider/model; * stands for any text, e.g. \"openai/gpt-5*\".", DefaultValueFactory = _ => "", HelpName = "PATTERN" };
        var command = new Command("list", "List the prices that are in force now, in USD per million tokens.") { only };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var filter = new CatalogFilter(parsed.GetRequiredValue(only));
            var prices = (await InForceAsync(host, cancellation)).Where(p => filter.IsMatch($"{p.Provider}/{p.ModelPattern}"));
            TextTable.Write(
                Console.Out,
                ["provider", "model", "only_for", "input", "cached", "write", "output", "kind", "valid", "source"],
                prices.Select(p => new[]
                {
                    p.Provider, CatalogWriter.PatternText(p), PriceText.Conditions(p), Rate(p.Rates.InputPer1M), Rate(p.Rates.CacheReadPer1M), Rate(p.Rates.CacheWrite5mPer1M), Rate(p.Rates.OutputPer1M),
                    p.Kind.ToString().ToLowerInvariant(), PriceText.Period(p.ValidFromMicros, p.ValidToMicros), p.Source,
                }),
                i => i is > 2 and < 7);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Export(string[] settings)
    {
        var all = new Option<bool>("--all") { Description = "Own and contract prices, ended and replaced ones too; the file then documents and cannot be imported as it is." };
        var command = new Command("export", "Write the catalog prices in force as CSV in the form of the built-in catalog; prices import reads it back.") { all };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var prices = parsed.GetValue(all)
                ? (await host.Get<PriceBook>().CurrentAsync(cancellation)).Prices
                : [.. (await InForceAsync(host, cancellation)).Where(p => p.Kind == PriceKind.Catalog)];
            CatalogWriter.Write(Console.Out, prices, 0);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Check(string[] settings)
    {
        var command = new Command("check", "Look whether every model in use has a price that was looked up recently (Pricing:MaxPriceAgeDays). Ends with 1 when one has not.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var report = await host.Get<PriceCheck>().RunAsync(TenantScope.All, cancellation, isThorough: true);
            await Console.Error.WriteLineAsync(report.Sentence);
            if (report.Warnings.Count == 0)
            {
                return ExitCodes.Done;
            }

            TextTable.Write(
                Console.Out,
                ["provider", "model", "calls", "warning"],
                report.Warnings.Select(w => new[] { w.Model.Provider, w.Model.Model, w.Model.Measures.Requests.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), w.Message }),
                i => i == 2);
            return ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Price>> InForceAsync(CommandHost host, CancellationToken cancellation)
    {
        var now = host.Get<TimeProvider>().NowMicros();
        return [.. (await host.Get<PriceQueries>().InForceAsync(cancellation)).Where(p => p.ValidFromMicros <= now)];
    }

    private static string Rate(long? nanos) => nanos is { } known ? Money.ToExactText(known) : "-";
}
