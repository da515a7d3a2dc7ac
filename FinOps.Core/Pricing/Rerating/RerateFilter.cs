using System.Globalization;
using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Which stored records a run looks at. All values are integers made here, none comes from a user.</summary>
internal sealed record RerateFilter
{
    /// <summary>When the calls were made, half-open; null for no bound.</summary>
    public long? FromMicros { get; init; }

    public long? ToMicros { get; init; }

    /// <summary>Null for every model; an empty list selects nothing.</summary>
    public IReadOnlyList<int>? ModelIds { get; init; }

    /// <summary>Only records that have no price although their usage is known.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Only records with an amount that was booked after their month was closed.</summary>
    public bool HasCorrection { get; init; }

    public int FromHour => FromMicros is { } from ? Instants.ToHour(from) : 0;

    public int ToHour => ToMicros is { } to and < long.MaxValue ? Instants.ToHour(to - 1) + 1 : int.MaxValue;

    /// <summary>The conditions behind others, each with AND before it.</summary>
    public string ToSql()
    {
        var sql = new StringBuilder();
        if (FromMicros is { } from)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND OccurredAtMicros>={from}");
        }

        if (ToMicros is { } to)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND OccurredAtMicros<{to}");
        }

        if (IsWaiting)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND PriceId IS NULL AND UnpricedReason<>{(int)UnpricedReason.NoUsage}");
        }

        if (HasCorrection)
        {
            sql.Append(" AND CorrectionNanos<>0");
        }

        return sql.Append(ModelsToSql()).ToString();
    }

    /// <summary>The condition on the model, with AND before it.</summary>
    public string ModelsToSql() => ModelIds is null ? "" : $" AND ModelId IN ({(ModelIds.Count == 0 ? "-1" : string.Join(',', ModelIds))})";
}
