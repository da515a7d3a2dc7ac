using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Enforcement;

/// <summary>Grants an override for a while, and says beforehand what it allows.</summary>
public sealed partial class OverrideDialog(OverrideEditor editor, EffectPreview preview, CurrentActor current, TimeProvider time)
{
    private IReadOnlyList<MeasureFault> faults = [];
    private ScopeTraffic? traffic;
    private OverrideKind kind;
    private decimal? amount;
    private long? rate;
    private string feature = "";
    private string user = "";
    private string reason = "";
    private int minutes = 240;
    private string? problem;

    [CascadingParameter] public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter] public OverrideKind First { get; set; } = OverrideKind.LiftCap;

    [Parameter, EditorRequired] public TenantStanding Standing { get; set; } = default!;

    private OverrideDraft Draft
    {
        get
        {
            var isPart = kind is OverrideKind.Exempt or OverrideKind.RaiseBudget;
            var scope = new EnforcementScope(Standing.Tenant, isPart ? feature : null, isPart ? user : null, null);
            return new OverrideDraft(kind, scope, reason, time.GetUtcNow().UtcDateTime.AddMinutes(minutes)) { AmountUsd = amount, RatePerMinute = rate };
        }
    }

    private string Effect => traffic is not { } now ? "Looking at the last day…" : kind switch
    {
        OverrideKind.LiftCap => $"Today {EnforcementText.Cap(Standing)} is spent, at {CostFormat.Usd(now.LastHourNanos)} in the last hour or two. {CapEffect(now)}",
        OverrideKind.Unpause => $"Lets about {CostFormat.ExactCount(now.RequestsPerHour)} requests per hour through again ({CostFormat.Usd(now.NanosPerHour)} an hour). The pause comes back by itself when this ends.",
        OverrideKind.RaiseRate => $"The limit is {(Standing.RatePerMinute is { } limit ? $"{CostFormat.ExactCount(limit)} calls a minute" : "none")}, the learned peak {(Standing.PeakPerMinute is { } peak ? CostFormat.ExactCount(peak) : "unknown")}. Of several raises the largest counts.",
        OverrideKind.RaiseBudget => "Budgets that apply to these calls get the extra amount once; of several raises the largest counts.",
        OverrideKind.Exempt => $"These calls are held to neither rate nor cap; the tenant makes about {CostFormat.ExactCount(now.RequestsPerHour)} requests per hour in all ({CostFormat.Usd(now.NanosPerHour)} an hour).",
    };

    protected override async Task OnInitializedAsync()
    {
        kind = First;
        traffic = await preview.OfAsync(EnforcementScope.OfTenant(Standing.Tenant), await current.GetAsync(), CancellationToken.None);
    }

    /// <summary>How far an extra amount goes at the pace of the last day.</summary>
    private string CapEffect(ScopeTraffic now)
    {
        if (Standing.BaseCapNanos is not { } cap)
        {
            return "It has no cap to lift.";
        }

        if (amount is not { } extra || extra is <= 0 or > 1_000_000_000)
        {
            return "Without an amount nothing bounds the day's spend until it ends.";
        }

        var room = Math.Max(0, cap + Money.ToNanos(extra) - Standing.SpentNanos);
        return $"The cap becomes {CostFormat.Usd(cap + Money.ToNanos(extra))}, which leaves {CostFormat.Usd(room)}" + (now.NanosPerHour > 0 ? FormattableString.Invariant($": about {(decimal)room / now.NanosPerHour:0.#} hours at the pace of the last day.") : ".");
    }

    private string? Fault(string field) => faults.FirstOrDefault(f => f.Field == field)?.Message;

    private string Bad(string field) => Fault(field) is null ? "false" : "true";

    private async Task SaveAsync()
    {
        var result = await editor.RequestAsync(Draft, await current.GetAsync(), CancellationToken.None);
        faults = result is MeasureResult.Invalid invalid ? invalid.Faults : [];
        problem = EnforcementText.Problem(result);
        if (problem is null)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }
}
