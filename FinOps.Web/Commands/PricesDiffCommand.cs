using System.CommandLine;
using System.Globalization;
using FinOps.Core.Pricing;
using FinOps.Web.Host;
using FinOps.Web.Pricing.Catalogs;

namespace FinOps.Web.Commands;

/// <summary><c>prices diff FILE</c>: what a price list would change; nothing is stored.</summary>
internal sealed class PricesDiffCommand : Command
{
    private readonly PriceListOptions options = new();
    private readonly Option<FileInfo[]> against = new("--against") { Description = "Further lists: rows on which they differ by more than 1 % are flagged.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> unchanged = new("--all") { Description = "List unchanged prices too." };

    public PricesDiffCommand(string[] settings)
        : base("diff", "Compare a price list with the price book: what is new, changed (in percent) and removed, and where sources disagree. LiteLLM, genai-prices, models.dev (JSON) or the catalog's CSV; told by content.")
    {
        options.AddTo(this);
        Add(against);
        Add(unchanged);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed, cancellation));
    }

    private async Task<int> RunAsync(string[] settings, ParseResult parsed, CancellationToken cancellation)
    {
        var file = await options.ReadAsync(parsed, cancellation);
        var others = new List<PriceFile>();
        foreach (var other in parsed.GetValue(against) ?? [])
        {
            others.Add(other.Exists ? await PricesCommand.ReadAsync(other, cancellation) : throw new CommandFaultException($"{other} does not exist.", ExitCodes.Usage));
        }

        await using var host = await CommandHost.StartAsync(settings, cancellation);
        var diff = await host.Get<CatalogImport>().DiffAsync(file, options.From(parsed, host.Get<TimeProvider>()), others, cancellation);
        var shown = diff.Changes.Where(options.Filter(parsed).IsMatch).Where(c => parsed.GetValue(unchanged) || c.Kind != CatalogChangeKind.Unchanged).ToList();
        Write(shown);
        await WriteOmissionsAsync(file);
        await Console.Error.WriteLineAsync(CatalogText.Summary(diff));
        return ExitCodes.Done;
    }

    public static void Write(IReadOnlyList<CatalogChange> changes)
    {
        if (changes.Count > 0)
        {
            TextTable.Write(
                Console.Out,
                ["change", "price", "percent", "figures", "disagreement"],
                changes.Select(c => new[] { CatalogText.Kind(c), c.Name, CatalogText.Percent(c.LargestPercent), CatalogText.Figures(c), CatalogText.Disagreements(c) }),
                i => i == 2);
        }
    }

    private static async Task WriteOmissionsAsync(PriceFile file)
    {
        var groups = file.Omissions.GroupBy(o => (o.What, o.Why)).OrderByDescending(g => g.Count()).ToList();
        foreach (var group in groups.Take(20))
        {
            var first = group.First();
            await Console.Error.WriteLineAsync($"left out, line {first.Line.ToString(CultureInfo.InvariantCulture)}{(group.Count() > 1 ? $" and {group.Count() - 1:N0} more" : "")}: {first.Model} {group.Key.What}: {group.Key.Why}");
        }

        if (groups.Count > 20)
        {
            await Console.Error.WriteLineAsync($"left out: {groups.Skip(20).Sum(g => g.Count()):N0} more.");
        }
    }
}

/// <summary>What comparing and taking over a list have in common.</summary>
internal sealed class PriceListOptions
{
    private readonly Argument<FileInfo> file = new Argument<FileInfo>("file") { Description = "The price list." }.AcceptExistingOnly();
    private readonly Option<string?> from = new("--from") { Description = "The day from which the prices hold, UTC, e.g. 2026-12-01. Default: today.", HelpName = "DAY" };
    private readonly Option<string> only = new("--only") { Description = "Only these, by provider/model; * stands for any text, e.g. \"openai/*\".", DefaultValueFactory = _ => "", HelpName = "PATTERN" };

    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(from);
        command.Add(only);
    }

    public Task<PriceFile> ReadAsync(ParseResult parsed, CancellationToken cancellation) => PricesCommand.ReadAsync(parsed.GetRequiredValue(file), cancellation);

    public CatalogFilter Filter(ParseResult parsed) => new(parsed.GetRequiredValue(only));

    public DateTime From(ParseResult parsed, TimeProvider time) => parsed.GetValue(from) switch
    {
        null => time.GetUtcNow().UtcDateTime.Date,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) => at.UtcDateTime,
        var text => throw new CommandFaultException($"--from: \"{text}\" is no day; write it as 2026-12-01.", ExitCodes.Usage),
    };
}
