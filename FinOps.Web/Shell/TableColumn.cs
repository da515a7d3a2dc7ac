namespace FinOps.Web.Shell;

/// <summary>How the values of a column are shown and exported.</summary>
public enum ColumnKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Nano-USD as a whole number; exported as exact decimal USD.</summary>
    Usd,

    /// <summary>Nano-USD that may be lost instead of earned; exported as exact decimal USD.</summary>
    Margin,

    /// <summary>A share of one that may be lost instead of earned.</summary>
    MarginShare,

    /// <summary>Decimal USD, such as a cost per request.</summary>
    UsdPerUnit,

    /// <summary>A decimal in a unit that the title or another column names.</summary>
    Number,

    /// <summary>A share of one.</summary>
    Percent,

    /// <summary>A share of one with a bar beside it.</summary>
    Share,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>A change against the period before.</summary>
    Change,

    /// <summary>A layer's share against its typical band.</summary>
    Band,

    /// <summary>A line of daily values; not exported.</summary>
    Trend,
}

/// <summary>One column of a table and of its exports.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Kind">How it is shown.</param>
/// <param name="Value">What a row holds there.</param>
public sealed record TableColumn<TRow>(string Key, string Title, ColumnKind Kind, Func<TRow, object?> Value)
{
    /// <summary>One line on how the figure is computed.</summary>
    public string? Explanation { get; init; }

    /// <summary>True for a column that people must choose before they see it. Exports always hold it.</summary>
    public bool IsExtra { get; init; }

    /// <summary>Where the cell leads.</summary>
    public Func<TRow, string?>? Href { get; init; }

    /// <summary>False for a column whose values are known only of the rows that are shown.</summary>
    public bool CanSort { get; init; } = true;

    public bool IsNumber => Kind != ColumnKind.Text;
}

/// <summary>How a table is arranged, for an address that tells it.</summary>
/// <param name="Sort">Such as <c>-spend</c>.</param>
/// <param name="Words">What is searched for.</param>
/// <param name="Page">Counted from 0.</param>
public sealed record TableState(string? Sort = null, string Words = "", int Page = 0);

/// <summary>Orders and filters rows the same way for the table and for its exports.</summary>
public static class Rows
{
    /// <summary>The rows whose text columns hold the words, in the wanted order: <c>-spend</c> is spend, highest first. What has no value comes last.</summary>
    public static IReadOnlyList<TRow> Arrange<TRow>(IEnumerable<TRow> rows, IReadOnlyList<TableColumn<TRow>> columns, string? sort, string? words)
    {
        var texts = columns.Where(c => c.Kind == ColumnKind.Text).ToList();
        var wanted = words?.Trim() ?? "";
        var found = wanted.Length == 0 ? rows : rows.Where(r => texts.Any(c => c.Value(r)?.ToString()?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true));
        var falling = sort is ['-', ..];
        var column = columns.FirstOrDefault(c => c.Key == (falling ? sort![1..] : sort));
        if (column is null)
        {
            return [.. found];
        }

        var keyed = found.Select(r => (Row: r, Value: column.Value(r))).ToList();
        var some = keyed.Where(r => r.Value is not null);
        var ordered = falling ? some.OrderByDescending(r => r.Value, ValueOrder.Instance) : some.OrderBy(r => r.Value, ValueOrder.Instance);
        return [.. ordered.Concat(keyed.Where(r => r.Value is null)).Select(r => r.Row)];
    }

    private sealed class ValueOrder : IComparer<object?>
    {
        public static readonly ValueOrder Instance = new();

        public int Compare(object? x, object? y) => (x, y) switch
        {
            (string a, string b) => StringComparer.OrdinalIgnoreCase.Compare(a, b),
            (IComparable a, not null) => a.CompareTo(y),
            _ => 0,
        };
    }
}
