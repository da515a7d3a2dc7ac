using System.Text;
using FinOps.Core.Imports;
using FinOps.Core.Usage.Readers;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FinOps.Web.Imports;

/// <summary>Makes or changes a mapping profile, with a live preview of what the first rows of a sample become.</summary>
public sealed partial class ProfilePage(
    MappingProfiles profiles,
    MappingProfileEditor editor,
    MappingPreviewer previewer,
    MappingSample handed,
    CurrentActor current,
    IJSRuntime js) : IAsyncDisposable
{
    private static readonly Lazy<IReadOnlyList<string>> KnownZones = new(() => [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal)]);

    private readonly List<RuleEdit> rules = [];
    private string name = "";
    private int version;
    private bool isBuiltIn;
    private string sample = "";
    private IReadOnlyList<string> columns = [];
    private MappingTimeKind timeKind;
    private string timeColumn = "";
    private string timeFormat = "";
    private string timeZone = "UTC";
    private string timeUnit = "s";
    private string timeStart = "";
    private string delimiter = "";
    private bool decimalComma;
    private MappingLayerRule layersOverInput;
    private string description = "";
    private string json = "";
    private IReadOnlyList<MappingFault> faults = [];
    private MappingPreview? preview;
    private string? notice;
    private bool isNoticeBad;
    private bool isLoaded;
    private bool isSaving;
    private bool isWired;
    private bool isListening;
    private ElementReference sampleInput;
    private IJSObjectReference? module;
    private DotNetObjectReference<ProfilePage>? self;

    /// <summary>The profile to change.</summary>
    [SupplyParameterFromQuery(Name = "name")]
    public string? EditName { get; set; }

    /// <summary>The profile to start a new one from.</summary>
    [SupplyParameterFromQuery(Name = "copy")]
    public string? CopyName { get; set; }

    private static IReadOnlyList<string> Zones => KnownZones.Value;

    private string Title => EditName is null ? "New mapping profile" : EditName;

    protected override async Task OnInitializedAsync()
    {
        if ((EditName ?? CopyName) is { } wanted && await profiles.FindAsync(wanted) is { } profile)
        {
            Show(profile.Definition);
            (name, version, isBuiltIn) = EditName is null ? ($"{wanted} copy", 0, false) : (profile.Name, profile.Version, profile.IsBuiltIn);
        }

        if (handed.Text is { } text && RendererInfo.IsInteractive)
        {
            name = name.Length > 0 ? name : Path.GetFileNameWithoutExtension(handed.Name ?? "");
            (handed.Text, handed.Name) = (null, null);
            TakeSample(text);
        }

        isLoaded = true;
        Refresh();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (isLoaded && !isWired)
        {
            isWired = true;
            module = await js.InvokeAsync<IJSObjectReference>("import", "./imports.js");
            self = DotNetObjectReference.Create(this);
            await module.InvokeVoidAsync("attachSample", sampleInput, self);
            isListening = true;
            StateHasChanged();
        }
    }

    [JSInvokable]
    public void OnSample(string text)
    {
        TakeSample(text);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }

        self?.Dispose();
    }

    /// <summary>Reads the columns of a sample; a profile without fields gets a first guess.</summary>
    private void TakeSample(string text)
    {
        sample = text;
        try
        {
            columns = CsvHeader.Read(Encoding.UTF8.GetBytes(text), delimiter.Length > 0 ? delimiter[0] : null).Columns;
        }
        catch (UnreadableLogException)
        {
            columns = [];
        }

        if (rules.Count == 0 && columns.Count > 0)
        {
            Show(MappingGuess.Of(columns, CsvHeader.FirstRow(Encoding.UTF8.GetBytes(text))));
        }

        Refresh();
    }

    private void Show(MappingDefinition definition)
    {
        rules.Clear();
        rules.AddRange(definition.Fields.Select(RuleEdit.Of));
        (timeKind, timeColumn, timeFormat) = (definition.Time.Kind, definition.Time.Column, definition.Time.Format ?? "");
        (timeZone, timeUnit, timeStart) = (definition.Time.Zone, definition.Time.Unit, definition.Time.Start ?? "");
        delimiter = definition.Delimiter?.ToString() ?? "";
        (decimalComma, layersOverInput, description) = (definition.DecimalComma, definition.LayersOverInput, definition.Description ?? "");
    }

    private MappingDefinition Definition(List<MappingFault> typed) => new()
    {
        Description = description.Length > 0 ? description : null,
        Delimiter = delimiter.Length > 0 ? delimiter[0] : null,
        DecimalComma = decimalComma,
        Time = new MappingTime
        {
            Kind = timeKind,
            Column = timeColumn,
            Format = timeKind == MappingTimeKind.Clock && timeFormat.Length > 0 ? timeFormat : null,
            Zone = timeZone,
            Unit = timeUnit,
            Start = timeKind == MappingTimeKind.Offset && timeStart.Length > 0 ? timeStart : null,
        },
        Fields = [.. rules.Select((rule, i) => rule.ToRule($"fields[{i}]", typed))],
        LayersOverInput = layersOverInput,
    };

    private void Set(Action change)
    {
        change();
        Refresh();
    }

    /// <summary>Faults, preview and JSON after each change.</summary>
    private void Refresh()
    {
        var typed = new List<MappingFault>();
        var definition = Definition(typed);
        json = definition.ToJson();
        var isEmpty = rules.Count == 0 && sample.Length == 0;
        faults = isEmpty ? [] : [.. typed, .. MappingValidator.Validate(definition, columns.Count > 0 ? columns : null)];
        preview = sample.Length == 0 ? null : typed.Count > 0 ? new MappingPreview(typed, []) : previewer.Preview(sample, definition);
    }

    private void TakeJson()
    {
        var (definition, fault) = MappingDefinition.Parse(json);
        if (definition is null)
        {
            Tell(fault!.Message, isBad: true);
            return;
        }

        Show(definition);
        notice = null;
        Refresh();
    }

    private async Task SaveAsync()
    {
        isSaving = true;
        try
        {
            var typed = new List<MappingFault>();
            var definition = Definition(typed);
            var result = typed.Count > 0 ? new MappingEdit.Invalid(typed) : await editor.SaveAsync(name.Trim(), definition, version, await current.GetAsync());
            Apply(result);
        }
        finally
        {
            isSaving = false;
        }
    }

    private void Apply(MappingEdit result)
    {
        switch (result)
        {
            case MappingEdit.Saved saved:
                version = saved.Version;
                Tell($"Saved. Choose {name} when you upload a log, or use: import FILE --profile {name}", isBad: false);
                break;
            case MappingEdit.Invalid invalid:
                faults = invalid.Faults;
                Tell("Not saved: see the marked settings.", isBad: true);
                break;
            case MappingEdit.Conflict conflict:
                Tell($"Not saved: {name} was saved by {conflict.By} at {conflict.AtUtc:yyyy-MM-dd HH:mm} UTC. Reload it, or save under another name.", isBad: true);
                break;
            default:
                Tell($"Not saved: {name} was deleted meanwhile. Duplicate it under a new name.", isBad: true);
                break;
        }
    }

    private void Tell(string text, bool isBad) => (notice, isNoticeBad) = (text, isBad);
}
