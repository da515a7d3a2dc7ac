using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Enforcement;

/// <summary>Pauses, tightens or degrades a scope: says in figures whom it concerns, and needs no more than a tap where it is urgent.</summary>
public sealed partial class MeasureDialog(MeasureEditor editor, EffectPreview preview, CurrentActor current, TimeProvider time)
{
    private static readonly IReadOnlyList<(int Minutes, string Text)> Ends = [(0, "When somebody ends it"), (30, "After 30 minutes"), (60, "After an hour"), (240, "After 4 hours"), (1440, "After a day"), (10080, "After a week")];
    private IReadOnlyList<MeasureFault> faults = [];
    private ScopeTraffic? traffic;
    private int percent = 50;
    private int minutes;
    private string degradeTo = "";
    private string reason = "";
    private string? problem;

    [CascadingParameter] public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter, EditorRequired] public MeasureKind Kind { get; set; }

    [Parameter, EditorRequired] public EnforcementScope Scope { get; set; } = default!;

    private string Effect => traffic is not { } now ? "Looking at the last day…" : Kind switch
    {
        MeasureKind.Pause => $"Denies about {CostFormat.ExactCount(now.RequestsPerHour)} requests per hour of {Scope}, which cost {CostFormat.Usd(now.NanosPerHour)} an hour over the last day. Calls in flight may finish.",
        MeasureKind.Tighten => $"{Scope} makes about {CostFormat.ExactCount(now.RequestsPerHour)} requests per hour ({CostFormat.Usd(now.NanosPerHour)}). Calls above the part of its rate that stays are told to wait.",
        MeasureKind.Degrade => $"{Scope} spends about {CostFormat.Usd(now.NanosPerHour)} an hour. Its calls are admitted and told to use a cheaper model; gateways decide.",
    };

    protected override async Task OnInitializedAsync()
    {
        reason = Kind == MeasureKind.Pause ? "Runaway spend, paused by on-call" : "";
        minutes = Kind == MeasureKind.Pause ? 0 : 240;
        var actor = await current.GetAsync();
        traffic = actor.Permissions.Contains(Permission.ViewCosts) ? await preview.OfAsync(Scope, actor, CancellationToken.None) : null;
    }

    private string? Fault(string field) => faults.FirstOrDefault(f => f.Field == field)?.Message;

    private string Bad(string field) => Fault(field) is null ? "false" : "true";

    private async Task SaveAsync()
    {
        var until = minutes == 0 ? (DateTime?)null : time.GetUtcNow().UtcDateTime.AddMinutes(minutes);
        var result = await editor.ApplyAsync(new MeasureCommand(Kind, Scope, reason, until, null) { Percent = percent, DegradeTo = degradeTo }, await current.GetAsync(), CancellationToken.None);
        faults = result is MeasureResult.Invalid invalid ? invalid.Faults : [];
        problem = EnforcementText.Problem(result);
        if (problem is null)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }
}
