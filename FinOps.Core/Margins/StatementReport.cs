using System.Text.Json;
using FinOps.Core.Data;

namespace FinOps.Core.Margins;

/// <summary>Writes what is known of one tenant's margin for machines; in the terms of <see cref="MarginReport"/>.</summary>
public static class StatementReport
{
    public static async Task WriteAsync(MarginStatement statement, MarginMonths months, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(months);
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("from", MarginReport.Day(statement.From));
        writer.WriteString("to", MarginReport.Day(statement.To));
        writer.WritePropertyName("margin");
        MarginReport.WriteObject(writer, statement.Margin);
        writer.WriteStartArray("features");
        foreach (var feature in statement.Features)
        {
            writer.WriteStartObject();
            writer.WriteString("feature", feature.Feature);
            writer.WriteString("cost_usd", Money.ToExactText(feature.CostNanos));
            writer.WriteNumber("requests", feature.Requests);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("months");
        foreach (var month in months.Months)
        {
            WriteMonth(writer, month);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("projected");
        if (months.Projected is { } projected)
        {
            WriteMonth(writer, projected);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
        await writer.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static void WriteMonth(Utf8JsonWriter writer, MarginMonth month)
    {
        writer.WriteStartObject();
        writer.WriteString("month", MarginReport.Day(month.Month)[..7]);
        writer.WriteString("revenue_usd", month.Revenue.IsKnown ? Money.ToExactText(month.Revenue.TotalNanos) : null);
        writer.WriteString("cost_usd", Money.ToExactText(month.CostNanos));
        writer.WriteString("margin_usd", month.MarginNanos is { } nanos ? Money.ToExactText(nanos) : null);
        writer.WriteString("gross_margin", MarginReport.Share(month.GrossMargin));
        writer.WriteEndObject();
    }
}
