using System.CommandLine;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Questions;
using FinOps.Web.Host;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Web.Commands;

/// <summary><c>price FILE</c>: what calls cost, and why; nothing is stored.</summary>
internal sealed class PriceCommand : Command
{
    private readonly Argument<string> file = new("file") { Description = "Questions: one JSON object, a JSON array, or one object a line. - reads standard input." };

    public PriceCommand(string[] settings)
        : base("price", """
            Tell what calls cost, and why, without storing anything. Each question names provider, model and usage: the provider's own
            usage object, or input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, …; optional are at, api_flavor, host_scope
            and service_tier. Each answer is one JSON object on a line of its own: buckets, total_usd, the price and the rules that were used,
            or unpriced with message and cure. A bad question is answered with an error, and the command ends with 1.
            Without a database the built-in prices answer; none is created.
            """)
    {
        Add(file);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed.GetRequiredValue(file), cancellation));
    }

    private static async Task<int> RunAsync(string[] settings, string file, CancellationToken cancellation)
    {
        await using var input = Open(file);
        using var host = CommandHost.Build(settings, _ => { });
        using var questions = await PriceQuestions.OpenAsync(input, cancellation) ?? throw new CommandFaultException($"{file} is empty; write {{\"provider\", \"model\", \"usage\"}}, one question a line.");
        var prices = await PricesAsync(host.Services, cancellation);
        var desk = host.Services.GetRequiredService<PriceDesk>();
        await using var output = Console.OpenStandardOutput();
        var faults = await desk.AnswerAllAsync(questions, prices, output, asArray: false, cancellation);
        if (faults > 0)
        {
            await Console.Error.WriteLineAsync($"{faults:N0} {(faults == 1 ? "question" : "questions")} could not be answered; see error.");
        }

        return faults > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static Stream Open(string file)
    {
        try
        {
            return file == "-" ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFaultException($"{file} cannot be read: {fault.Message}", ExitCodes.Usage);
        }
    }

    /// <summary>The prices of the database where there is one, else those that are built in.</summary>
    private static async Task<PriceSnapshot> PricesAsync(IServiceProvider services, CancellationToken cancellation)
    {
        if (!await HasDatabaseAsync(services, cancellation))
        {
            await Console.Error.WriteLineAsync("There is no database yet: the built-in prices answer.");
            return new PriceSnapshot(PriceCatalog.Rows);
        }

        await Database.PrepareAsync(services, cancellation);
        return await services.GetRequiredService<PriceBook>().CurrentAsync(cancellation);
    }

    private static async Task<bool> HasDatabaseAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync(cancellation);
        return await context.Database.CanConnectAsync(cancellation) && (await context.Database.GetAppliedMigrationsAsync(cancellation)).Any();
    }
}
