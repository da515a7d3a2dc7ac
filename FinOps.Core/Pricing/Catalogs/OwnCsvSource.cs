using System.Text;
using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>Reads the catalog's own table from a file of somebody else.</summary>
internal static partial class OwnCsvSource
{
    public static PriceFileResult Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var text = new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8.Span));
            var rows = CatalogReader.Read(text);
            return rows.Count == 0
                ? PriceFileReader.Refuse(1, "The table holds no prices.")
                : new PriceFileResult.Read(new PriceFile(PriceFileFormat.OwnCsv, rows, []));
        }
        catch (FormatException fault)
        {
            var line = LineNumber().Match(fault.Message);
            return PriceFileReader.Refuse(line.Success ? int.Parse(line.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 1, line.Success ? fault.Message[line.Length..] : fault.Message);
        }
        catch (DecoderFallbackException)
        {
            return PriceFileReader.Refuse(0, "The table is not valid UTF-8. Save it with that encoding.");
        }
    }

    [GeneratedRegex(@"^Line (\d+) of the price table: ", RegexOptions.CultureInvariant)]
    private static partial Regex LineNumber();
}
