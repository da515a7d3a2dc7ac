using System.Text;
using FinOps.Core.Imports;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Imports;

/// <summary>Lines that could not be read, with where and why, to be corrected or discarded.</summary>
public sealed partial class QuarantinePage(ImportQueries queries, MappingProfiles profiles, CurrentActor current, NavigationManager navigation)
{
    private const int PageSize = 50;

    private QuarantineView? data;

    [SupplyParameterFromQuery(Name = "file")]
    public int? FileId { get; set; }

    [SupplyParameterFromQuery(Name = "reason")]
    public string? Reason { get; set; }

    [SupplyParameterFromQuery(Name = "field")]
    public string? Field { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? StateName { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Max(1, PageNumber ?? 1);

    private string State => StateName is "reimported" or "discarded" or "all" ? StateName : "open";

    private bool IsOpenView => State == "open";

    private QuarantineFilter Filter => new()
    {
        ImportFileId = FileId,
        Reason = string.IsNullOrEmpty(Reason) ? null : Reason,
        Field = Field,
        State = State switch
        {
            "reimported" => QuarantineState.Reimported,
            "discarded" => QuarantineState.Discarded,
            "all" => null,
            _ => QuarantineState.Open,
        },
    };

    private string Answer => data switch
    {
        null => "Loading…",
        { Total: 0, Groups.Count: 0 } => "Nothing is held back.",
        { Total: 0 } => "No line of this view is left.",
        _ when IsOpenView => $"{ImportText.Count(data.Total)} {(data.Total == 1 ? "line waits" : "lines wait")} for a correction. Everything else that came in was imported.",
        _ => $"{ImportText.Count(data.Total)} lines.",
    };

    protected override Task OnParametersSetAsync() => ReloadAsync();

    private async Task ReloadAsync()
    {
        var tenants = (await current.GetAsync()).Sees;
        var (rows, total) = await queries.QuarantineAsync(Filter, (Number - 1) * PageSize, PageSize, tenants);
        var groups = await queries.GroupsAsync(Filter with { Reason = null, Field = null }, tenants);
        var headers = new Dictionary<int, string?>();
        var mappings = new Dictionary<int, MappingDefinition?>();
        foreach (var id in rows.Select(row => row.Line.ImportFileId).Distinct())
        {
            var file = await queries.FindAsync(id, tenants);
            headers[id] = file?.Header;
            mappings[id] = file?.Profile is { } profile ? (await profiles.FindAsync(profile))?.Definition : null;
        }

        data = new QuarantineView(rows, total, groups, FileId is { } only ? await queries.FindAsync(only, tenants) : null, headers, mappings);
        StateHasChanged();
    }

    private MappingDefinition? MappingOf(QuarantineRow row) => data?.Mappings.GetValueOrDefault(row.Line.ImportFileId);

    private void Show(string address) => navigation.NavigateTo(address);

    /// <summary>This page's address with some of its filters changed; an empty text or 0 removes one.</summary>
    private string Link(int? file = null, string? reason = null, string? field = null, string? state = null, int page = 1)
    {
        var query = Query(file, reason, field, state);
        return "imports/quarantine" + (page > 1 ? (query.Length == 0 ? "?" : query + "&") + $"page={page}" : query);
    }

    private string Query(int? file = null, string? reason = null, string? field = null, string? state = null)
    {
        var parts = new StringBuilder();
        Add("file", (file ?? FileId ?? 0) is > 0 and var id ? id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
        var newReason = reason ?? Reason;
        Add("reason", string.IsNullOrEmpty(newReason) ? null : newReason);
        Add("field", string.IsNullOrEmpty(newReason) ? null : field ?? Field);
        Add("state", (state ?? State) is var s && s != "open" ? s : null);
        return parts.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Append(parts.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    private sealed record QuarantineView(
        IReadOnlyList<QuarantineRow> Rows,
        int Total,
        IReadOnlyList<QuarantineGroup> Groups,
        ImportFile? File,
        Dictionary<int, string?> Headers,
        Dictionary<int, MappingDefinition?> Mappings);
}
