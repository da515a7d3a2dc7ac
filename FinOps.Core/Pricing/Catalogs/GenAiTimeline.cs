using System.Globalization;
using System.Text.Json;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>The prices of one model of genai-prices over time: the one that always holds, dated ones, and ones for hours of the day.</summary>
internal sealed class GenAiTimeline(SourceRows rows, JsonElement model, string provider, string id)
{
    private readonly List<Price> dated = [];
    private readonly List<Price> windows = [];

    public IEnumerable<Price> Read()
    {
        if (!model.TryGetProperty("prices", out var prices))
        {
            rows.Skip(model, provider, id, "prices", "The model lists no price.");
            return [];
        }

        if (prices.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in prices.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object))
            {
                ReadEntry(entry);
            }
        }
        else if (Charges(prices) is { } always)
        {
            dated.Add(always);
        }

        return dated.Concat(windows);
    }

    /// <summary>A later entry of the list wins over an earlier one while it applies.</summary>
    private void ReadEntry(JsonElement entry)
    {
        if (!entry.TryGetProperty("prices", out var prices) || Charges(prices) is not { } price)
        {
            return;
        }

        if (!entry.TryGetProperty("constraint", out var constraint) || constraint.ValueKind != JsonValueKind.Object)
        {
            dated.Add(price);
        }
        else if (constraint.TryGetProperty("start_date", out var date))
        {
            AddDated(price, date);
        }
        else if (constraint.TryGetProperty("start_time", out var from) && constraint.TryGetProperty("end_time", out var to) && Minute(from) is { } start && Minute(to) is { } end)
        {
            // The list gives no date for hours; they came with the dated price before them.
            (price.DailyFromMinute, price.DailyToMinute) = (start, end);
            price.ValidFromMicros = dated.Count > 0 ? dated[^1].ValidFromMicros : PriceFile.Undated;
            windows.Add(price);
        }
        else
        {
            rows.LeaveOut(constraint, provider, id, "constraint", "A condition that the price book does not know, or hours that are no whole minutes in UTC.");
        }
    }

    private void AddDated(Price price, JsonElement date)
    {
        if (Day(date) is not { } start)
        {
            rows.LeaveOut(date, provider, id, "start_date", "No date; write it as 2026-08-31.");
            return;
        }

        foreach (var earlier in dated.Concat(windows).Where(p => p.ValidToMicros is null && p.ValidFromMicros < start))
        {
            earlier.ValidToMicros = start;
        }

        price.ValidFromMicros = start;
        dated.Add(price);
    }

    private Price? Charges(JsonElement prices)
    {
        var reading = new GenAiCharges(prices);
        if (reading.Fault is { } fault)
        {
            rows.Skip(prices, provider, id, fault, "No price that can be used: below 0, above 10,000 USD per million tokens, or no number.");
            return null;
        }

        if (reading.IsEmpty)
        {
            rows.Skip(prices, provider, id, string.Join(", ", reading.Others.DefaultIfEmpty("prices")), reading.Others.Count > 0 ? "Not priced by tokens." : "The entry lists no price.");
            return null;
        }

        foreach (var other in reading.Others)
        {
            rows.LeaveOut(prices, provider, id, other, "No token price; calls that use it cost more than is shown.");
        }

        return reading.ToPrice();
    }

    private static long? Day(JsonElement date) =>
        date.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(date.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? Instants.ToMicros(at)
            : null;

    private static int? Minute(JsonElement time)
    {
        if (time.ValueKind != JsonValueKind.String
            || !DateTimeOffset.TryParse("2001-01-01T" + time.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            || at.Second != 0)
        {
            return null;
        }

        return (at.Hour * 60) + at.Minute;
    }
}
