using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Derivations;

/// <summary>Says when figures of a page are behind because days cannot be worked out.</summary>
public sealed partial class DerivationNotice(DerivationFaults derivations, CurrentActor current)
{
    private IReadOnlyList<DerivationFault> faults = [];
    private bool maySeeJobs;

    /// <summary>The derivations that the page shows.</summary>
    [Parameter, EditorRequired] public IReadOnlyCollection<string> Names { get; set; } = [];

    protected override async Task OnParametersSetAsync()
    {
        maySeeJobs = (await current.GetAsync()).May(Permission.ViewJobs);
        faults = await derivations.ListAsync(Names, default);
    }

    private static string NameOf(string derivation) => derivation switch
    {
        "outcomes" => "Costs per outcome",
        "sessions" => "User sessions",
        "runs" => "Agent runs",
        "model-versions" => "Versions of models",
        "abandoned-streams" => "Answers that nobody read",
        _ => derivation,
    };

    private static string Days(DerivationFault fault) =>
        fault.FirstDay > fault.LastDay ? "" : fault.FirstDay == fault.LastDay ? $"for {Day(fault.FirstDay)}" : $"for days from {Day(fault.FirstDay)} to {Day(fault.LastDay)}";

    private static string Day(int day) => Instants.ToUtc(day * Instants.MicrosPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
