using System.Globalization;
using System.Text;
using System.Text.Json;
using FinOps.Core.Costs;

namespace FinOps.Core.Outcomes;

/// <summary>One field of an answer about outcomes: the same for API, exports and commands.</summary>
/// <param name="Text">Null where there is nothing to say.</param>
/// <param name="IsText">True where JSON writes it in quotes, as it does money.</param>
public sealed record OutcomeColumn(string Name, Func<OutcomeGroup, string?> Text, bool IsText = false);

/// <summary>Writes an answer about outcomes for machines. Money is exact decimal USD; a cost of one unit has up to 12 decimals.</summary>
public static class OutcomeReportWriter
{
    private static readonly OutcomeColumn[] Measures =
    [
        Count("outcomes", s => s.Outcomes),
        Count("successes", s => s.Successes),
        new("quantity", g => Quantity(g.Sums.SuccessfulMillionths)),
        Count("joined", s => s.Joined),
        new("basis", g => g.Sums.PerOutcome.Basis.ToString().ToLowerInvariant(), IsText: true),
        new("cost_per_outcome_usd", g => Usd(g.Sums.PerOutcome), IsText: true),
        new("p50_usd", g => Quantile(g.Sums, 0.5), IsText: true),
        new("p95_usd", g => Quantile(g.Sums, 0.95), IsText: true),
        new("loaded_cost_per_outcome_usd", g => Usd(g.Sums.Loaded), IsText: true),
        new("ratio_cost_per_outcome_usd", g => Usd(g.Sums.Ratio), IsText: true),
        Money("resolved_cost_usd", s => s.ResolvedCostNanos),
        Money("unresolved_cost_usd", s => s.UnresolvedCostNanos),
        Count("judged", s => s.Judged),
        Count("correct", s => s.Correct),
        new("cost_per_correct_usd", g => Usd(g.Sums.PerCorrect), IsText: true),
        new("tokens_per_outcome", g => g.Sums.TokensPerOutcome?.ToString("0.######", CultureInfo.InvariantCulture)),
        Count("calls", s => s.Calls),
        Count("unpriced_calls", s => s.UnpricedCalls),
        new("reason", g => g.Sums.PerOutcome.Reason is { Length: > 0 } reason ? reason : null, IsText: true),
    ];

    /// <summary>The fields of an answer: the group's key, if there is one, then its measures.</summary>
    public static IReadOnlyList<OutcomeColumn> Columns(OutcomeQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.GroupBy is { } by ? [new(CostRequest.NameOf(by), g => g.Key, IsText: true), .. Measures] : Measures;
    }

    /// <summary>The rows of an answer; the total alone where nothing is grouped.</summary>
    public static IReadOnlyList<OutcomeGroup> Rows(OutcomeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Query.GroupBy is null ? [new OutcomeGroup("", result.Total)] : result.Rows;
    }

    /// <summary>Writes an array of objects, one a group.</summary>
    public static async Task WriteJsonAsync(OutcomeResult result, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        var columns = Columns(result.Query);
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartArray();
        foreach (var row in Rows(result))
        {
            writer.WriteStartObject();
            foreach (var column in columns)
            {
                Write(writer, column, column.Text(row));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes a header and a line a group, by RFC 4180; texts that a spreadsheet would run as formulas are made harmless.</summary>
    public static async Task WriteCsvAsync(OutcomeResult result, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        var columns = Columns(result.Query);
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns.Select(c => c.Name))).ConfigureAwait(false);
        foreach (var row in Rows(result))
        {
            cancellation.ThrowIfCancellationRequested();
            await writer.WriteLineAsync(string.Join(',', columns.Select(c => Csv.Field(c.Text(row) ?? "")))).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter writer, OutcomeColumn column, string? text)
    {
        if (text is null)
        {
            writer.WriteNull(column.Name);
        }
        else if (column.IsText)
        {
            writer.WriteString(column.Name, text);
        }
        else
        {
            writer.WritePropertyName(column.Name);
            writer.WriteRawValue(text);
        }
    }

    private static OutcomeColumn Count(string name, Func<OutcomeSums, long> number) => new(name, g => number(g.Sums).ToString(CultureInfo.InvariantCulture));

    private static OutcomeColumn Money(string name, Func<OutcomeSums, long> nanos) => new(name, g => Data.Money.ToExactText(nanos(g.Sums)), IsText: true);

    private static string Quantity(long millionths) => (millionths / (decimal)Outcome.MillionthsPerUnit).ToString("0.######", CultureInfo.InvariantCulture);

    private static string? Usd(UnitCost cost) => cost.Usd?.ToString("0.############", CultureInfo.InvariantCulture);

    private static string? Quantile(OutcomeSums sums, double quantile) => sums.Histogram?.Quantile(quantile) is { } nanos ? Data.Money.ToExactText(nanos) : null;
}
