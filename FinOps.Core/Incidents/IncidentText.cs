using System.Globalization;
using FinOps.Core.Anomalies;
using FinOps.Core.Data;

namespace FinOps.Core.Incidents;

/// <summary>Incidents in words, for alerts, timelines, pages and commands alike.</summary>
public static class IncidentText
{
    private const int HoursInDays = 48;

    /// <summary>What it is about, such as "acme" or "feature chat of acme".</summary>
    public static string Scope(ScopeKind kind, string tenant, string feature, string model) => kind switch
    {
        ScopeKind.Tenant => tenant,
        ScopeKind.Feature => $"feature {feature}",
        ScopeKind.TenantFeature => $"feature {feature} of {tenant}",
        ScopeKind.Model => $"model {model}",
    };

    /// <summary>One sentence that says it all: "Acme spends $61/h, expected $12 ± 2 (z 9.8) for 2 h 10 min; 83 % is agent_research on claude-opus by user u_17".</summary>
    /// <param name="scope">As <see cref="Scope"/> says it.</param>
    public static string Sentence(Incident incident, string scope)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var isOver = incident.ToHour is not null;
        var head = isOver
            ? $"{Capital(scope)} spent {Usd(incident.SpentNanos)} in {Lasted(incident)}, expected {Usd(incident.ExpectedNanos)} (z {Z(incident.ZEq)})"
            : $"{Capital(scope)} spends {Usd(incident.RateNanos)}/h, expected {Usd(incident.ExpectedRateNanos)}{Spread(incident)} (z {Z(incident.ZEq)}) for {Lasted(incident)}";
        return $"{head}{Because(Explanation.Of(incident.Contributors))}";
    }

    /// <summary>How long it lasted, or lasts.</summary>
    public static string Lasted(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var end = incident.ToHour is { } hour ? hour * Instants.MicrosPerHour : incident.UpdatedAtMicros;
        var minutes = Math.Max(1, (end - (incident.FromHour * Instants.MicrosPerHour)) / NewSpend.MicrosPerMinute);
        return minutes >= HoursInDays * 60
            ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 1_440} d {minutes % 1_440 / 60} h")
            : minutes >= 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60} min") : string.Create(CultureInfo.InvariantCulture, $"{minutes} min");
    }

    /// <summary>Dollars as precise as their size deserves.</summary>
    public static string Usd(long nanos)
    {
        var usd = Money.ToUsd(nanos);
        var size = Math.Abs(usd);
        return (usd < 0 ? "−$" : "$") + size.ToString(size >= 20 ? "#,##0" : size >= 1 ? "0.00" : size >= 0.01m ? "0.000" : "0.######", CultureInfo.InvariantCulture);
    }

    /// <summary>A score as people read it; more than twenty is not told apart.</summary>
    public static string Z(double z) => z >= 20 ? "over 20" : z.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Capital(string text) => text.StartsWith("feature ", StringComparison.Ordinal) || text.StartsWith("model ", StringComparison.Ordinal)
        ? string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1))
        : text;

    /// <summary>Half of the usual range, as one standard deviation upwards; left out where it is not known.</summary>
    private static string Spread(Incident incident) => incident.HighRateNanos <= incident.ExpectedRateNanos || incident.ExpectedRateNanos <= 0
        ? ""
        : $" ± {Usd((long)((incident.HighRateNanos - incident.LowRateNanos) / (2 * (decimal)AnomalyScore.Band)))[1..]}";

    private static string Because(Explanation why)
    {
        if (why.Chain.Count == 0)
        {
            return "";
        }

        var parts = why.Chain.Select(c => c.Dimension switch { "model" => $"on {c.Key}", "user" => $"by user {c.Key}", _ => c.Key });
        return string.Create(CultureInfo.InvariantCulture, $"; {why.ChainShare * 100:0} % is {string.Join(' ', parts)}");
    }
}
