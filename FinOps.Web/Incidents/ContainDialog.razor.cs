using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Enforcement;
using FinOps.Core.Incidents;
using FinOps.Web.Records;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Incidents;

/// <summary>Puts a measure in force against what an incident is about, once its effect was told.</summary>
public sealed partial class ContainDialog(MeasureEditor editor, CostQueries costs, CurrentActor current, TimeProvider time)
{
    private const int Percent = 50;
    private const int LongestReason = 500;
    private IReadOnlyList<EnforcementScope> targets = [];
    private int target;
    private MeasureKind kind = MeasureKind.Pause;
    private int hours = 4;
    private string reason = "";
    private long calls;
    private string? fault;

    [CascadingParameter] public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter, EditorRequired] public IncidentRow Row { get; set; } = default!;

    private string Verb => kind switch
    {
        MeasureKind.Degrade => "Degrade",
        MeasureKind.Tighten => "Tighten",
        MeasureKind.Pause => "Pause",
    };

    protected override async Task OnInitializedAsync()
    {
        targets = Containment.Targets(Row);
        reason = $"Incident {Row.Incident.Id.ToString(CultureInfo.InvariantCulture)}: {Row.Sentence}";
        reason = reason.Length <= LongestReason ? reason : reason[..LongestReason];
        await CountAsync();
    }

    private async Task ChooseAsync(ChangeEventArgs chosen)
    {
        target = int.TryParse(chosen.Value?.ToString(), CultureInfo.InvariantCulture, out var at) ? Math.Clamp(at, 0, targets.Count - 1) : 0;
        await CountAsync();
    }

    /// <summary>How many calls of the last hour with usage the measure would have met.</summary>
    private async Task CountAsync()
    {
        var to = FinOps.Core.Data.Instants.ToUtc(Row.Incident.UpdatedAtMicros);
        var scope = targets[target];
        var filters = new[] { (CostDimension.Tenant, scope.Tenant), (CostDimension.Feature, scope.Feature), (CostDimension.User, scope.User), (CostDimension.Model, scope.Model) }
            .Where(f => f.Item2 is not null).Select(f => new CostFilter(f.Item1, [f.Item2!])).ToList();
        var answer = await costs.RunAsync(new CostQuery(to.AddHours(-1), to) { Filters = filters, ForReport = true }, (await current.GetAsync()).Sees, CancellationToken.None);
        calls = answer.Total.Requests;
    }

    private async Task ApplyAsync()
    {
        var until = hours == 0 ? (DateTime?)null : time.GetUtcNow().UtcDateTime.AddHours(hours);
        var command = new MeasureCommand(kind, targets[target], reason, until, Row.Incident.Id.ToString(CultureInfo.InvariantCulture)) { Percent = Percent };
        switch (await editor.ApplyAsync(command, await current.GetAsync(), CancellationToken.None))
        {
            case MeasureResult.Saved:
                Dialog.Close(DialogResult.Ok($"{Verb}: {targets[target]}{(until is { } end ? $" until {RecordText.Second(FinOps.Core.Data.Instants.ToMicros(end))} UTC" : "")}."));
                break;
            case MeasureResult.Invalid invalid:
                fault = string.Join(' ', invalid.Faults.Select(f => f.Message));
                break;
            case MeasureResult.Conflict other:
                fault = $"{other.By} did just this at {RecordText.Second(FinOps.Core.Data.Instants.ToMicros(other.AtUtc))} UTC; it is in force.";
                break;
            case MeasureResult.Refused refused:
                fault = refused.Message;
                break;
            default:
                fault = "It could not be put in force. Look at the page of enforcement.";
                break;
        }
    }
}
