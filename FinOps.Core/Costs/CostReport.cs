using System.Text;
using System.Text.Json;

namespace FinOps.Core.Costs;

/// <summary>
/// Writes an answer for machines. Grouped by layer, a row holds that layer's tokens and cost alone, and
/// <c>requests</c> and <c>unpriced_requests</c> count the requests of its group, which all of the group's layers share.
/// </summary>
public static class CostReport
{
    private static readonly CostColumn[] RowMeasures =
    [
        CostColumn.Count("requests", r => r.Measures.Requests),
        CostColumn.Count("input_tokens", r => r.Measures.InputTokens),
        CostColumn.Count("cached_input_tokens", r => r.Measures.CacheReadTokens),
        CostColumn.Count("cache_write_tokens", r => r.Measures.CacheWriteTokens),
        CostColumn.Count("output_tokens", r => r.Measures.OutputTokens),
        CostColumn.Count("reasoning_tokens", r => r.Measures.ReasoningTokens),
        CostColumn.Money("effective_cost_usd", r => r.Measures.EffectiveCostNanos),
        CostColumn.Count("unpriced_requests", r => r.Measures.UnpricedRequests),
        CostColumn.Count("errors", r => r.Measures.Errors),
        CostColumn.Count("retries", r => r.Measures.Retries),
        CostColumn.Money("correction_usd", r => r.Measures.CorrectionCostNanos),
        CostColumn.Money("claimed_cost_usd", r => r.Measures.ClaimedCostNanos),
        CostColumn.Money("claimed_requests_cost_usd", r => r.Measures.ClaimedRequestsCostNanos),
    ];

    private static readonly CostColumn[] LayerMeasures =
    [
        CostColumn.Count("tokens", r => r.LayerTokens ?? 0),
        CostColumn.Money("effective_cost_usd", r => r.LayerCostNanos ?? 0),
        CostColumn.Count("requests", r => r.Measures.Requests),
        CostColumn.Count("unpriced_requests", r => r.Measures.UnpricedRequests),
    ];

    private static readonly Measure[] EffectiveCost =
        [Measure.InputCostNanos, Measure.CacheReadCostNanos, Measure.CacheWriteCostNanos, Measure.OutputCostNanos, Measure.FeeCostNanos];

    private static readonly Measure[] ReadForRows =
    [
        Measure.Requests, Measure.Errors, Measure.Retries, Measure.UnpricedRequests, Measure.InputTokens, Measure.CacheReadTokens, Measure.CacheWriteTokens,
        Measure.OutputTokens, Measure.ReasoningTokens, .. EffectiveCost, Measure.ClaimedCostNanos, Measure.ClaimedRequestsCostNanos, Measure.CorrectionCostNanos,
    ];

    private static readonly Measure[] ReadForLayers =
    [
        Measure.Requests, Measure.UnpricedRequests, Measure.PromptTokens, Measure.ToolTokens, Measure.MemoryTokens, Measure.OutputTokens, Measure.UnsplitTokens,
        .. EffectiveCost, Measure.PromptCostNanos, Measure.ToolCostNanos, Measure.MemoryCostNanos, Measure.UnsplitCostNanos,
    ];

    /// <summary>What the answer to a question is computed from.</summary>
    internal static IReadOnlyList<Measure> Reads(CostQuery query) => query.GroupBy.Contains(CostDimension.Layer) ? ReadForLayers : ReadForRows;

    /// <summary>The fields of the answer to a question, in their order: the group's keys, then its measures.</summary>
    public static IReadOnlyList<CostColumn> Columns(CostQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var measures = query.GroupBy.Contains(CostDimension.Layer) ? LayerMeasures : RowMeasures;
        return [.. query.GroupBy.Select(CostColumn.Key), .. measures];
    }

    /// <summary>Writes an array of objects, one a group. Money is a decimal string, exact to the nano-USD.</summary>
    public static async Task WriteJsonAsync(CostResult result, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        var columns = Columns(result.Query);
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartArray();
        foreach (var row in result.Rows)
        {
            WriteObject(writer, columns, row);
            if (writer.BytesPending > 64 * 1024)
            {
                await writer.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes a header and a line a group, by RFC 4180; texts that a spreadsheet would run as formulas are made harmless.</summary>
    public static async Task WriteCsvAsync(CostResult result, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        var columns = Columns(result.Query);
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns.Select(c => c.Name))).ConfigureAwait(false);
        foreach (var row in result.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            await writer.WriteLineAsync(string.Join(',', columns.Select(c => CsvField(c, row)))).ConfigureAwait(false);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IReadOnlyList<CostColumn> columns, CostRow row)
    {
        writer.WriteStartObject();
        foreach (var column in columns)
        {
            if (column.Kind == CostColumnKind.Count)
            {
                writer.WriteNumber(column.Name, column.Number(row));
            }
            else
            {
                writer.WriteString(column.Name, column.Text(row));
            }
        }

        writer.WriteEndObject();
    }

    private static string CsvField(CostColumn column, CostRow row)
    {
        var text = column.Text(row);
        return column.Kind == CostColumnKind.Text ? Csv.Field(text) : text;
    }
}
