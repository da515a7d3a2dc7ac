namespace FinOps.Core.Pricing.Rerating;

/// <summary>
/// What one batch of a re-rating changed for one month, tenant, feature, model and change of price. Only ever added: a run's entries sum
/// to the totals after it less the totals before it, to the nano-USD. Names stand as texts, so that an entry outlives what it names.
/// </summary>
public sealed class CostCorrection
{
    public long Id { get; set; }
    public int RunId { get; set; }

    /// <summary>Year × 100 + month of the calls: 202610.</summary>
    public int Month { get; set; }

    /// <summary>True when the month was closed: the amount is shown apart from what was booked.</summary>
    public bool IsMonthClosed { get; set; }

    /// <summary>Empty where the calls name none.</summary>
    public string Tenant { get; set; } = "";
    public string Feature { get; set; } = "";
    public string Provider { get; set; } = "";
    public string Model { get; set; } = "";

    /// <summary>The price row that had priced the calls; null when they had no price.</summary>
    public int? OldPriceId { get; set; }

    /// <summary>The price row that prices them now; null when they have none any more.</summary>
    public int? NewPriceId { get; set; }
    public long Records { get; set; }

    /// <summary>Changes in nano-USD, by bucket.</summary>
    public long InputDeltaNanos { get; set; }
    public long CacheReadDeltaNanos { get; set; }
    public long CacheWriteDeltaNanos { get; set; }
    public long OutputDeltaNanos { get; set; }
    public long FeeDeltaNanos { get; set; }
    public long CreatedAtMicros { get; set; }

    public long DeltaNanos => InputDeltaNanos + CacheReadDeltaNanos + CacheWriteDeltaNanos + OutputDeltaNanos + FeeDeltaNanos;
}
