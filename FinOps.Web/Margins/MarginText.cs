using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Margins;
using FinOps.Core.Tenants;
using FinOps.Web.Costs;

namespace FinOps.Web.Margins;

/// <summary>The words for margins.</summary>
public static class MarginText
{
    public static string Of(MarginStanding standing) => standing switch
    {
        MarginStanding.Unprofitable => "Unprofitable",
        MarginStanding.UnderTheLine => "Under the line",
        MarginStanding.Healthy => "Healthy",
        MarginStanding.Free => "Free",
        MarginStanding.NoContract => "No contract",
    };

    public static string ToneOf(MarginStanding standing) => standing switch
    {
        MarginStanding.Unprofitable => "bad",
        MarginStanding.UnderTheLine => "warn",
        MarginStanding.Healthy => "good",
        MarginStanding.Free or MarginStanding.NoContract => "muted",
    };

    /// <summary>What the standing means, for hovers.</summary>
    public static string Explain(MarginStanding standing) => standing switch
    {
        MarginStanding.Unprofitable => "Costs more than it brings in.",
        MarginStanding.UnderTheLine => "Earns something, but less than the red line asks for.",
        MarginStanding.Healthy => "Earns at least what the red line asks for.",
        MarginStanding.Free => "Known to pay nothing; all it costs is carried by others.",
        MarginStanding.NoContract => "Nothing says what it pays, so it has no margin.",
    };

    /// <summary>Why there is no share of revenue.</summary>
    public static string Of(MarginGap gap) => gap switch
    {
        MarginGap.NoContract => "n/a: no contract and nothing billed",
        MarginGap.NoRevenue => "n/a: nothing came in to divide by",
        MarginGap.None => "",
    };

    public static string Percent(decimal? share) => CostFormat.Percent((double?)share);

    /// <summary>What a tenant pays, in a few words.</summary>
    public static string Terms(TenantRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Contract is not { } contract ? "No contract"
            : $"{row.Plan?.Name ?? "Own terms"}{(row.MonthlyFeeNanos is { } fee ? $", {CostFormat.Usd(fee)} a month" : "")}{(contract.EndDay is { } end ? $", until {Day(end.AddDays(-1))}" : "")}";
    }

    public static string Day(DateOnly day) => day.ToString("MMM d, yyyy", CultureInfo.InvariantCulture);

    public static string Month(DateOnly month) => month.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A figure of a proposal as people read it.</summary>
    public static string Of(ProposalFigure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return figure.Unit switch
        {
            FigureUnit.Usd => CostFormat.ExactUsd(Money.ToNanos(figure.Value)),
            FigureUnit.UsdPer1MTokens => $"{CostFormat.ExactUsd(Money.ToNanos(figure.Value))} per 1M tokens",
            FigureUnit.Share => Percent(figure.Value),
            FigureUnit.Tokens => $"{figure.Value.ToString("#,##0", CultureInfo.InvariantCulture)} tokens",
            FigureUnit.TokensPerRequest or FigureUnit.Requests or FigureUnit.Users => figure.Value.ToString("#,##0.#", CultureInfo.InvariantCulture),
        };
    }
}
