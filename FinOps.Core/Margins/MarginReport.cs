using System.Globalization;
using System.Text;
using System.Text.Json;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Margins;

/// <summary>Writes margins for machines: a row a tenant, least margin first. Money is exact decimal text; what cannot be told is empty in CSV and null in JSON.</summary>
public static class MarginReport
{
    private static readonly (string Name, bool IsCount, Func<TenantMargin, string?> Text)[] Columns =
    [
        ("tenant", false, m => m.Row.Key),
        ("name", false, m => m.Row.Name),
        ("tier", false, m => m.Tier),
        ("owner", false, m => m.Row.Owner),
        ("standing", false, m => Of(m.Standing)),
        ("revenue_usd", false, m => m.Revenue.IsKnown ? Money.ToExactText(m.Revenue.TotalNanos) : null),
        ("cost_usd", false, m => Money.ToExactText(m.CostNanos)),
        ("margin_usd", false, m => m.MarginNanos is { } nanos ? Money.ToExactText(nanos) : null),
        ("gross_margin", false, m => Share(m.GrossMargin)),
        ("cost_to_revenue", false, m => Share(m.CostToRevenue)),
        ("red_line", false, m => Share(m.Line)),
        ("gap", false, m => Of(m.Gap)),
        ("requests", true, m => m.Requests.ToString(CultureInfo.InvariantCulture)),
        ("unpriced_requests", true, m => m.UnpricedRequests.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The names of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Columns.Select(c => c.Name)];

    /// <summary>Whether a column holds a figure.</summary>
    public static bool IsFigure(int column) => Columns[column].Name is "requests" or "unpriced_requests" or "gross_margin" or "cost_to_revenue" or "red_line" || Columns[column].Name.EndsWith("_usd", StringComparison.Ordinal);

    /// <summary>The cells of a row as texts; empty where nothing can be told.</summary>
    public static IReadOnlyList<string> Cells(TenantMargin margin) => [.. Columns.Select(c => c.Text(margin) ?? "")];

    /// <summary>Writes a row as an object.</summary>
    public static void WriteObject(Utf8JsonWriter writer, TenantMargin margin)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        foreach (var (name, isCount, text) in Columns)
        {
            if (isCount)
            {
                writer.WriteNumber(name, long.Parse(text(margin)!, CultureInfo.InvariantCulture));
            }
            else if (text(margin) is { } known)
            {
                writer.WriteString(name, known);
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes an object with the period, its totals and the tenants.</summary>
    public static async Task WriteJsonAsync(MarginTable table, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("from", Day(table.From));
        writer.WriteString("to", Day(table.To));
        writer.WriteString("revenue_usd", Money.ToExactText(table.RevenueNanos));
        writer.WriteString("cost_usd", Money.ToExactText(table.CostNanos));
        writer.WriteString("unattributed_cost_usd", Money.ToExactText(table.UnattributedNanos));
        writer.WriteString("margin_usd", Money.ToExactText(table.MarginNanos));
        writer.WriteString("gross_margin", Share(table.GrossMargin));
        writer.WriteStartArray("tenants");
        foreach (var margin in table.Tenants)
        {
            WriteObject(writer, margin);
            if (writer.BytesPending > 64 * 1024)
            {
                await writer.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes a header and a line a tenant, by RFC 4180; texts that a spreadsheet would run as formulas are made harmless.</summary>
    public static async Task WriteCsvAsync(MarginTable table, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', Names)).ConfigureAwait(false);
        foreach (var margin in table.Tenants)
        {
            cancellation.ThrowIfCancellationRequested();
            await writer.WriteLineAsync(string.Join(',', Cells(margin).Select((text, i) => IsFigure(i) ? text : Csv.Field(text)))).ConfigureAwait(false);
        }
    }

    /// <summary>The days to report: those given, or the running month up to today.</summary>
    /// <param name="from">First day, <c>2026-10-01</c>.</param>
    /// <param name="to">First day that is not in it.</param>
    /// <param name="fault">What is wrong with them; null when nothing is.</param>
    public static (DateOnly From, DateOnly To) Period(string? from, string? to, DateOnly today, out string? fault)
    {
        const int most = 1_100;
        fault = null;
        var (first, last) = (MarginPeriods.MonthOf(today), today.AddDays(1));
        if (!string.IsNullOrEmpty(from) && !DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out first))
        {
            fault = $"from: \"{from}\" is no day; write it as 2026-10-01.";
        }
        else if (!string.IsNullOrEmpty(to) && !DateOnly.TryParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out last))
        {
            fault = $"to: \"{to}\" is no day; write it as 2026-11-01.";
        }
        else if (first >= last || last.DayNumber - first.DayNumber > most || first.Year < 1971 || last.Year > 2199)
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"from must be before to, by {most} days at most.");
        }

        return (first, last);
    }

    public static string Of(MarginStanding standing) => standing switch
    {
        MarginStanding.Unprofitable => "unprofitable",
        MarginStanding.UnderTheLine => "under_the_line",
        MarginStanding.Healthy => "healthy",
        MarginStanding.Free => "free",
        MarginStanding.NoContract => "no_contract",
    };

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A share with six decimals.</summary>
    internal static string? Share(decimal? share) => share?.ToString("0.######", CultureInfo.InvariantCulture);

    private static string? Of(MarginGap gap) => gap switch
    {
        MarginGap.None => null,
        MarginGap.NoContract => "no_contract",
        MarginGap.NoRevenue => "no_revenue",
    };
}
