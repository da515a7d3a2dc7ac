using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Pricing.Mappings;

/// <summary>Which names in the logs stand for which models?</summary>
public sealed partial class MappingsPage(ModelMappingQueries queries, PriceDialogs dialogs, CurrentActor current, TimeProvider time)
{
    private IReadOnlyList<MappedName>? names;
    private (string Provider, string Name)? open;
    private bool mayManage;
    private string? notice;
    private string? failure;

    [Inject] private ILogger<MappingsPage> Logger { get; set; } = default!;

    private DateTime Today => time.GetUtcNow().UtcDateTime.Date;

    private string Answer => names switch
    {
        null or { Count: 0 } => "Deployments and aliases, and the models whose prices they take.",
        var all => $"{all.Count(n => n.Current is not null)} of {all.Count} {(all.Count == 1 ? "name" : "names")} stand for another model now.",
    };

    protected override async Task OnInitializedAsync()
    {
        mayManage = (await current.GetAsync()).May(Permission.ManagePricing);
        await LoadAsync();
    }

    private string State(MappedName name) => name.History[0] is { BaseModel.Length: > 0 } coming && name.Current is null
        ? $"{coming.BaseModel}, from {PriceText.Day(coming.ValidFromMicros)} on"
        : "itself again";

    /// <summary>The next row of a name: another model, or its end.</summary>
    private ModelMappingDraft DraftOf(MappedName name, bool isEnd) => new()
    {
        Provider = name.Provider,
        Name = name.Name,
        BaseModel = isEnd ? "" : name.Current?.BaseModel ?? "",
        Kind = name.History[0].Kind,
        ValidFromUtc = Today,
    };

    private void Toggle(MappedName name) => open = open == (name.Provider, name.Name) ? null : (name.Provider, name.Name);

    private async Task LoadAsync()
    {
        try
        {
            names = await queries.AllAsync(CancellationToken.None);
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private async Task EditAsync(ModelMappingDraft draft)
    {
        notice = null;
        notice = await dialogs.MapAsync(draft, Tell);
        await LoadAsync();
    }

    private void Tell(string text)
    {
        notice = text;
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading mappings failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
