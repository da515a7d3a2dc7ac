using System.CommandLine;
using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>tenants import|export</c> and <c>revenue import|export</c>: what tenants pay, as files.</summary>
internal sealed class TermsCommand : Command
{
    public const string Tenants = "tenants";
    public const string Revenue = "revenue";

    /// <param name="what"><see cref="Tenants"/> or <see cref="Revenue"/>.</param>
    public TermsCommand(string[] settings, string what)
        : base(what, what == Tenants ? "Import and export tenants with their contracts." : "Import and export billed revenue.")
    {
        Add(Import(settings, what));
        Add(Export(settings, what));
    }

    private static Command Import(string[] settings, string what)
    {
        var file = new Argument<FileInfo>("file") { Description = $"A CSV file. Columns: {string.Join(", ", what == Tenants ? TenantImport.Columns : RevenueImport.Columns)}." }.AcceptExistingOnly();
        var preview = new Option<bool>("--preview") { Description = "Show what each line would change; store nothing." };
        var command = new Command("import", "Take the good lines of a file over. The same file again changes nothing. Ends with 1 when a line cannot be taken over.") { file, preview };
        command.SetAction(async (parsed, cancellation) =>
        {
            var bytes = await File.ReadAllBytesAsync(parsed.GetRequiredValue(file).FullName, cancellation);
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var result = await RunAsync(host, what, bytes, parsed.GetValue(preview), cancellation);
            if (result.Fault is { } fault)
            {
                throw new CommandFaultException(fault.Message);
            }

            return await TellAsync(result);
        });
        return command;
    }

    private static Command Export(string[] settings, string what)
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant, by its key.", HelpName = "KEY" };
        var command = new Command("export", "Write all of them as CSV; import reads it back.") { tenant };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await CommandHost.StartAsync(settings, cancellation);
            var only = parsed.GetValue(tenant) is { } key ? new HashSet<string>(StringComparer.Ordinal) { key } : null;
            await using var output = Console.OpenStandardOutput();
            var export = host.Get<TermsExport>();
            await (what == Tenants ? export.WriteTenantsAsync(output, only, CommandHost.Operator, cancellation) : export.WriteRevenueAsync(output, only, CommandHost.Operator, cancellation));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Task<FilePreview> RunAsync(CommandHost host, string what, byte[] file, bool isPreview, CancellationToken cancellation)
    {
        Actor actor = CommandHost.Operator;
        return (what, isPreview) switch
        {
            (Tenants, true) => host.Get<TenantImport>().PreviewAsync(file, actor, cancellation),
            (Tenants, false) => host.Get<TenantImport>().ApplyAsync(file, actor, cancellation),
            (_, true) => host.Get<RevenueImport>().PreviewAsync(file, actor, cancellation),
            (_, false) => host.Get<RevenueImport>().ApplyAsync(file, actor, cancellation),
        };
    }

    private static async Task<int> TellAsync(FilePreview result)
    {
        TextTable.Write(
            Console.Out,
            ["line", "tenant", "effect", "changes"],
            result.Lines.Where(l => l.Effect != LineEffect.Unchanged).Select(l => new[] { l.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), l.Key, l.Effect.ToString().ToLowerInvariant(), l.Text }),
            i => i == 0);
        var wrong = result.Count(LineEffect.Wrong);
        await Console.Error.WriteLineAsync($"{(result.IsStored ? "Stored" : "Nothing is stored; it would be")}: {result.Count(LineEffect.New):N0} new, {result.Count(LineEffect.Changed):N0} changed, {result.Count(LineEffect.Unchanged):N0} as stored, {wrong:N0} that cannot be taken over.");
        return wrong > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }
}
