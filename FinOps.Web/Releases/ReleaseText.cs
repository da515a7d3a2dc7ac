using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Releases;
using FinOps.Web.Costs;

namespace FinOps.Web.Releases;

/// <summary>Releases and quiet upgrades in words.</summary>
public static class ReleaseText
{
    /// <summary>What changed, from what to what.</summary>
    public static string Change(UpgradeFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.IsModelChange
            ? $"{Models(finding.Before)} → {Models(finding.After)}"
            : "The same models, another cost per call";
    }

    /// <summary>The cost of a call before and after, and the change.</summary>
    public static string PerCall(UpgradeFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var (before, after) = (Usd(finding.Before), Usd(finding.After));
        return finding.PriceShift is { } shift ? $"{before} → {after} ({Signed(shift)})" : $"{before} → n/a: calls have no price";
    }

    /// <summary>What it adds to the cost of 30 days.</summary>
    public static string Effect(UpgradeFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.EffectPerMonthNanos is { } nanos ? $"{(nanos > 0 ? "+" : "")}{CostFormat.Usd(nanos)}" : "n/a";
    }

    public static string State(QuietUpgrade upgrade)
    {
        ArgumentNullException.ThrowIfNull(upgrade);
        return upgrade switch
        {
            { Release: { } release } => $"Released {Day(release.AtMicros)}: {release.Note}",
            { Acknowledgment: { } seen } => $"Acknowledged by {seen.By} on {Day(seen.AtMicros)}: {seen.Note}",
            _ => "No release on record",
        };
    }

    public static string Day(long micros) => Instants.ToUtc(micros).ToString("MMM d, yyyy", CultureInfo.InvariantCulture);

    public static string Signed(double share) => (share >= 0 ? "+" : "") + CostFormat.Percent(share);

    private static string Usd(UsageMix mix) => CostFormat.Usd(mix.CostPerCallNanos / 1_000_000_000m);

    private static string Models(UsageMix mix) => string.Join(", ", mix.Models.Where(m => m.Share >= 0.02).Take(3)
        .Select(m => m.Share >= 0.98 ? Name(m.Model) : $"{Name(m.Model)} {m.Share.ToString("0 %", CultureInfo.InvariantCulture)}"));

    private static string Name(string model) => model.Length == 0 ? "no model" : model;
}
