using System.Globalization;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Costs;

namespace FinOps.Core.Tenants;

/// <summary>Writes tenants with their contracts, and billed revenue, as files that can be edited and imported again.</summary>
public sealed class TermsExport(TenantQueries tenants)
{
    /// <summary>Writes one line a contract, oldest first, and one for each tenant that has none.</summary>
    /// <param name="only">Keys of the tenants to write; null for all that the actor may see.</param>
    public async Task WriteTenantsAsync(Stream output, IReadOnlySet<string>? only, Actor actor, CancellationToken cancellation)
    {
        var terms = await tenants.TermsAsync(only, actor, cancellation);
        await using var writer = await BeginAsync(output, TenantImport.Columns);
        foreach (var (row, contracts) in terms)
        {
            var t = row.Tenant ?? new Tenant();
            string[] tenant = [row.Key, t.Name, t.Tier, t.Owner, t.TimeZone, t.Note];
            foreach (var (contract, plan) in contracts)
            {
                await WriteAsync(writer, [.. tenant, plan, .. TermTexts.Of(contract, plan).Skip(1).Select(f => f.Text)]);
            }

            if (contracts.Count == 0)
            {
                await WriteAsync(writer, [.. tenant, "", "", "", "", "", "", ""]);
            }
        }
    }

    /// <summary>Writes one line an entry, oldest first.</summary>
    /// <param name="only">Keys of the tenants to write; null for all that the actor may see.</param>
    public async Task WriteRevenueAsync(Stream output, IReadOnlySet<string>? only, Actor actor, CancellationToken cancellation)
    {
        var entries = await tenants.EntriesAsync(only, actor, cancellation);
        await using var writer = await BeginAsync(output, RevenueImport.Columns);
        foreach (var (key, entry) in entries)
        {
            await WriteAsync(writer, [key, .. TermTexts.Of(entry).Select(f => f.Text)]);
        }
    }

    private static async Task<StreamWriter> BeginAsync(Stream output, IReadOnlyList<string> columns)
    {
        var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns));
        return writer;
    }

    private static Task WriteAsync(StreamWriter writer, IEnumerable<string> cells) =>
        writer.WriteLineAsync(string.Join(',', cells.Select(c => decimal.TryParse(c, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? c : Csv.Field(c))));
}
