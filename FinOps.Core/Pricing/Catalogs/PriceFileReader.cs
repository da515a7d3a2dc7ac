using System.Text;
using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>
/// Reads price lists: LiteLLM's model prices, pydantic genai-prices, models.dev, and the catalog's own CSV.
/// The format is told by the content; numbers are read as decimals; a file is bounded, and what is wrong is named with its line.
/// </summary>
public static class PriceFileReader
{
    /// <summary>Bytes of the largest list that is read.</summary>
    public const int MaxBytes = 50_000_000;

    private const int MaxDepth = 32;
    private const string Known = "Known are LiteLLM's model prices, pydantic genai-prices, models.dev (all JSON), and the catalog's own CSV.";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a list from UTF-8 text. Never throws for what the text holds.</summary>
    public static PriceFileResult Read(ReadOnlyMemory<byte> utf8)
    {
        var body = utf8.Span.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        if (body.Length > MaxBytes)
        {
            return Refuse(0, $"The list is larger than {MaxBytes / 1_000_000} MB. Cut it into parts, for instance one per provider.");
        }

        return FirstByte(body.Span) switch
        {
            null => Refuse(0, $"The list is empty. {Known}"),
            (byte)'{' or (byte)'[' => ReadJson(new SourceText(body)),
            _ => OwnCsvSource.Read(body),
        };
    }

    /// <summary>Reads a list from a stream, at most <see cref="MaxBytes"/> of it.</summary>
    public static async Task<PriceFileResult> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        var part = new byte[81_920];
        int count;
        while (buffer.Length <= MaxBytes + Encoding.UTF8.Preamble.Length && (count = await stream.ReadAsync(part, cancellation)) > 0)
        {
            buffer.Write(part, 0, count);
        }

        return Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    private static PriceFileResult ReadJson(SourceText text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text.Utf8, Options);
        }
        catch (JsonException fault)
        {
            return Refuse((int)(fault.LineNumber ?? 0) + 1, "This is no valid JSON here, or it is nested too deeply. Save the list again from its source.");
        }

        using (document)
        {
            try
            {
                return Read(document.RootElement, text);
            }
            catch (InvalidOperationException)
            {
                return Refuse(0, "The list holds text that is not valid UTF-8. Save it again from its source.");
            }
        }
    }

    private static PriceFileResult Read(JsonElement root, SourceText text)
    {
        var rows = new SourceRows(text);
        if (FormatOf(root) is not { } format)
        {
            return Refuse(1, $"This JSON is no price list that is known. {Known}");
        }

        switch (format)
        {
            case PriceFileFormat.LiteLlm:
                new LiteLlmSource(rows).Read(root);
                break;
            case PriceFileFormat.GenAiPrices:
                new GenAiPricesSource(rows).Read(root);
                break;
            default:
                new ModelsDevSource(rows).Read(root);
                break;
        }

        return rows.Prices.Count == 0 && rows.Omissions.Count == 0
            ? Refuse(1, "The list holds no prices. Check that it is complete.")
            : new PriceFileResult.Read(rows.ToFile(format));
    }

    private static PriceFileFormat? FormatOf(JsonElement root)
    {
        if (GenAiPricesSource.IsFormat(root))
        {
            return PriceFileFormat.GenAiPrices;
        }

        return LiteLlmSource.IsFormat(root) ? PriceFileFormat.LiteLlm
            : ModelsDevSource.IsFormat(root) ? PriceFileFormat.ModelsDev
            : null;
    }

    private static byte? FirstByte(ReadOnlySpan<byte> text)
    {
        var rest = text.TrimStart(" \t\r\n"u8);
        return rest.IsEmpty ? null : rest[0];
    }

    internal static PriceFileResult.Refused Refuse(int line, string message) => new(new PriceFileFault(line, message));
}
