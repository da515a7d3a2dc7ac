using System.Text;
using System.Text.Json;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Audit;

/// <summary>Writes entries for archives: with their hashes and exact values, so that the chain can be verified without this program.</summary>
public static class AuditReportWriter
{
    private static readonly (string Name, Func<AuditEntry, string?> Of)[] Columns =
    [
        ("sequence", e => e.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("at", e => At(e)),
        ("subject", e => e.ActorSubject),
        ("name", e => e.ActorName),
        ("via", e => e.Via),
        ("address", e => e.Address),
        ("action", e => e.Action),
        ("target", e => e.Target),
        ("tenant", e => e.Tenant),
        ("before", e => e.Before),
        ("after", e => e.After),
        ("reason", e => e.Reason),
        ("approval", e => e.Approval),
        ("previous_hash", e => Convert.ToHexStringLower(e.PreviousHash)),
        ("hash", e => Convert.ToHexStringLower(e.Hash)),
    ];

    /// <summary>CSV for spreadsheets: texts are never formulas, so that some carry an apostrophe more than the trail. JSON is exact.</summary>
    public static async Task WriteCsvAsync(Stream output, IAsyncEnumerable<AuditEntry> entries, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', Columns.Select(c => c.Name)));
        await foreach (var entry in entries.WithCancellation(cancellation))
        {
            await writer.WriteLineAsync(string.Join(',', Columns.Select(c => Csv.Field(c.Of(entry) ?? ""))));
        }
    }

    /// <summary>A JSON array, one entry a line.</summary>
    public static async Task WriteJsonAsync(Stream output, IAsyncEnumerable<AuditEntry> entries, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var before = "[";
        await foreach (var entry in entries.WithCancellation(cancellation))
        {
            await writer.WriteAsync($"{before}\n{Line(entry)}");
            before = ",";
        }

        await writer.WriteLineAsync(before == "[" ? "[]" : "\n]");
    }

    private static string At(AuditEntry entry) => Instants.ToUtc(entry.AtMicros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Line(AuditEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", entry.Sequence);
            foreach (var (name, of) in Columns.Skip(1))
            {
                json.WriteString(name, of(entry));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
