using FinOps.Core.Data;

namespace FinOps.Core.Demo;

/// <summary>What happens when in the demo company. Day 0 is the first day of its log.</summary>
/// <param name="Seed">Another seed tells the same story with other figures.</param>
/// <param name="StartDay">Days since the epoch (UTC) of day 0.</param>
internal sealed record DemoStory(ulong Seed, int StartDay)
{
    public const ulong DefaultSeed = 20_260_419;
    public const int Days = 60;

    /// <summary>The thread summaries move to a model that costs seven times as much.</summary>
    public const int UpgradeDay = 36;

    /// <summary>A share of the moderation calls tries a model without a price.</summary>
    public const int UnpricedFromDay = 40;

    /// <summary>One provider is overloaded for some hours: errors, time-outs, fallbacks.</summary>
    public const int OutageDay = 41;
    public const string OutageProvider = "anthropic";

    /// <summary>The runaway loop, from its first to (at latest) its last day.</summary>
    public const int AbuseFromDay = 57;
    public const int AbuseToDay = 61;

    /// <summary>The story that ends at an instant: 60 days, the last of them so far as it has passed.</summary>
    public static DemoStory EndingAt(long endMicros, ulong seed = DefaultSeed) => new(seed, Instants.ToDay(endMicros) - Days + 1);

    public long StartMicros => StartDay * Instants.MicrosPerDay;

    public DemoRandom Chance(int day, int purpose, int index = 0) => new(Seed, StartDay + day, purpose, index);

    /// <summary>How busy a day is for a tenant, 1 being a plain weekday at the start.</summary>
    public double Busyness(DemoTenant tenant, int day)
    {
        var weekday = DateTime.UnixEpoch.AddDays(StartDay + day).DayOfWeek;
        var isFree = tenant.Tier == DemoTenant.Free;
        var week = weekday switch
        {
            DayOfWeek.Saturday => isFree ? 0.75 : 0.24,
            DayOfWeek.Sunday => isFree ? 0.70 : 0.18,
            DayOfWeek.Monday => 1.06,
            DayOfWeek.Friday => 0.90,
            _ => 1.0,
        };
        return week * Math.Pow(1 + tenant.DailyGrowth, Math.Min(day, 2 * Days)) * Chance(day, 1, tenant.Slug.Length + tenant.Users).Around(1, 0.08);
    }
}
