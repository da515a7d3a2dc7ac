using System.Globalization;
using FinOps.Core.Tenants;
using FinOps.Web.Costs;

namespace FinOps.Web.Tenants.Terms;

/// <summary>Terms in words.</summary>
internal static class TermsText
{
    public static string Day(DateOnly? day) => day?.ToString("MMM d, yyyy", CultureInfo.InvariantCulture) ?? CostFormat.None;

    public static string Usd(long? nanos) => nanos is { } n ? CostFormat.Usd(n) : CostFormat.None;

    public static string Month(DateOnly month) => month.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Kind(RevenueKind kind) => kind switch
    {
        RevenueKind.Subscription => "Subscription",
        RevenueKind.Usage => "Usage",
        RevenueKind.OneOff => "One-off",
    };

    /// <summary>Whether a contract runs, in a few words.</summary>
    public static string State(TenantRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row switch
        {
            { Contract.EndDay: { } end } => $"until {Day(end)}",
            { Contract: not null } => "runs on",
            { NextStart: { } start } => $"from {Day(start)}",
            { EndedOn: { } end } => $"ended {Day(end)}",
            _ => "no contract",
        };
    }

    /// <summary>What somebody is told of a change; null when it is stored.</summary>
    public static string? Problem(TenantEdit edit) => edit switch
    {
        TenantEdit.Invalid invalid => string.Join(" ", invalid.Faults.Select(f => f.Message)),
        TenantEdit.Conflict conflict => conflict.Message,
        TenantEdit.NotFound none => none.Message,
        _ => null,
    };

    public static string Effect(LineEffect effect) => effect switch
    {
        LineEffect.New => "New",
        LineEffect.Changed => "Changed",
        LineEffect.Unchanged => "As stored",
        LineEffect.Wrong => "Cannot be taken over",
    };
}
