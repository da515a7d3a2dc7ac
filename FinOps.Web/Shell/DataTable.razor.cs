using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Shell;

/// <summary>A table with search, sorting, paging, a column chooser and exports. Rows stay on the server; a page of them is sent.</summary>
public sealed partial class DataTable<TRow>(NavigationManager navigation)
    where TRow : notnull
{
    private readonly string id = "table-" + Guid.NewGuid().ToString("N")[..8];
    private readonly HashSet<string> hidden = new(StringComparer.Ordinal);
    private IReadOnlyList<TRow> arranged = [];
    private IReadOnlyList<TRow> visible = [];
    private IReadOnlyList<TableColumn<TRow>>? known;
    private string words = "";
    private string? sort;
    private int page;

    [Parameter, EditorRequired] public IReadOnlyList<TRow> Rows { get; set; } = [];

    [Parameter, EditorRequired] public IReadOnlyList<TableColumn<TRow>> Columns { get; set; } = [];

    /// <summary>What the table is about, for screen readers.</summary>
    [Parameter, EditorRequired] public string Caption { get; set; } = "";

    /// <summary>What tells a row from the others.</summary>
    [Parameter] public Func<TRow, object>? RowKey { get; set; }

    /// <summary>Where a click on a row leads.</summary>
    [Parameter] public Func<TRow, string?>? RowHref { get; set; }

    /// <summary>The order at first, such as <c>-spend</c>.</summary>
    [Parameter] public string? DefaultSort { get; set; }

    /// <summary>The address of the export with the view in it; the format, the order and the search are added.</summary>
    [Parameter] public string? ExportHref { get; set; }

    /// <summary>False where the page has a search of its own.</summary>
    [Parameter] public bool HasSearch { get; set; } = true;

    [Parameter] public int PageSize { get; set; } = 25;

    [Parameter] public string EmptyText { get; set; } = "Nothing in this period.";

    [Parameter] public string? TestId { get; set; }

    /// <summary>The last lines of the table, such as a total.</summary>
    [Parameter] public RenderFragment? Footer { get; set; }

    /// <summary>Called with the rows about to be shown, to read what only they need.</summary>
    [Parameter] public Func<IReadOnlyList<TRow>, Task>? OnShown { get; set; }

    /// <summary>How the table is arranged at first, where the address tells it.</summary>
    [Parameter] public TableState? State { get; set; }

    /// <summary>Told when somebody sorts, searches or turns the page.</summary>
    [Parameter] public EventCallback<TableState> StateChanged { get; set; }

    private IReadOnlyList<TableColumn<TRow>> Shown { get; set; } = [];

    private int PageCount => (arranged.Count + PageSize - 1) / PageSize;

    private string CountText => arranged.Count == Rows.Count
        ? $"{CostFormat.ExactCount(Rows.Count)} {(Rows.Count == 1 ? "row" : "rows")}"
        : $"{CostFormat.ExactCount(arranged.Count)} of {CostFormat.ExactCount(Rows.Count)} rows";

    protected override void OnInitialized()
    {
        if (State is { } given)
        {
            (sort, words, page) = (given.Sort, given.Words, given.Page);
        }
    }

    protected override Task OnParametersSetAsync()
    {
        sort ??= DefaultSort;
        if (known is null || !known.Select(c => c.Key).SequenceEqual(Columns.Select(c => c.Key), StringComparer.Ordinal))
        {
            hidden.Clear();
            hidden.UnionWith(Columns.Where(c => c.IsExtra).Select(c => c.Key));
            known = Columns;
        }

        return ArrangeAsync();
    }

    private object KeyOf(TRow row) => RowKey?.Invoke(row) ?? row;

    private async Task ArrangeAsync()
    {
        Shown = [.. Columns.Where(c => !hidden.Contains(c.Key))];
        arranged = Shell.Rows.Arrange(Rows, Columns, sort, words);
        page = Math.Clamp(page, 0, Math.Max(0, PageCount - 1));
        visible = [.. arranged.Skip(page * PageSize).Take(PageSize)];
        if (OnShown is not null && visible.Count > 0)
        {
            await OnShown(visible);
        }
    }

    private Task FindAsync(ChangeEventArgs e)
    {
        words = e.Value?.ToString() ?? "";
        page = 0;
        return RearrangeAsync();
    }

    private Task SortAsync(TableColumn<TRow> column)
    {
        var first = column.IsNumber ? "-" + column.Key : column.Key;
        var second = column.IsNumber ? column.Key : "-" + column.Key;
        sort = sort == first ? second : first;
        page = 0;
        return RearrangeAsync();
    }

    private Task TurnAsync(int to)
    {
        page = to;
        return RearrangeAsync();
    }

    private async Task RearrangeAsync()
    {
        await ArrangeAsync();
        await StateChanged.InvokeAsync(new TableState(sort, words, page));
    }

    private void Toggle(TableColumn<TRow> column)
    {
        if (!hidden.Remove(column.Key))
        {
            hidden.Add(column.Key);
        }

        Shown = [.. Columns.Where(c => !hidden.Contains(c.Key))];
    }

    private void Open(TRow row)
    {
        if (RowHref?.Invoke(row) is { } href)
        {
            navigation.NavigateTo(href);
        }
    }

    private string? SortOf(TableColumn<TRow> column) => sort == column.Key ? "ascending" : sort == "-" + column.Key ? "descending" : null;

    private string ArrowOf(TableColumn<TRow> column) => SortOf(column) switch { "ascending" => "↑", "descending" => "↓", _ => "" };

    private string ExportLink(string format)
    {
        var link = $"{ExportHref}{(ExportHref!.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format={format}";
        link += sort is null ? "" : $"&sort={Uri.EscapeDataString(sort)}";
        return words.Length == 0 ? link : $"{link}&q={Uri.EscapeDataString(words)}";
    }
}
