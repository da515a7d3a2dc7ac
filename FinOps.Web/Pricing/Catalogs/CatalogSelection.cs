using FinOps.Core.Pricing;

namespace FinOps.Web.Pricing.Catalogs;

/// <summary>Which rows of a comparison are shown, and which are chosen to be taken over.</summary>
public sealed class CatalogSelection(CatalogDiff diff)
{
    public const int PageSize = 50;

    private readonly HashSet<CatalogKey> chosen = [];

    public CatalogDiff Diff => diff;

    /// <summary>Null shows all kinds.</summary>
    public CatalogChangeKind? Kind { get; private set; } = FirstKind(diff);

    /// <summary>Only rows on which sources disagree by more than 1 %.</summary>
    public bool OnlyDisputed { get; private set; }

    /// <summary>Parts of names, or a pattern with stars.</summary>
    public string Words { get; private set; } = "";

    public int Page { get; private set; } = 1;

    public IReadOnlyList<CatalogChange> Found { get; private set; } = Find(diff, FirstKind(diff), false, "");

    public IReadOnlyList<CatalogChange> Visible => [.. Found.Skip((Page - 1) * PageSize).Take(PageSize)];

    public int Pages => Math.Max(1, (Found.Count + PageSize - 1) / PageSize);

    public IReadOnlySet<CatalogKey> Chosen => chosen;

    public bool AreAllFoundChosen => Found.Any(CanBeChosen) && Found.Where(CanBeChosen).All(c => chosen.Contains(c.Key));

    /// <summary>The figures of the rows that are found, on all pages: those that change, or all of a row that is new, gone or the same.</summary>
    public IReadOnlyList<CatalogLine> Lines =>
    [
        .. from change in Found
           from figure in change.Figures
           where change.Kind != CatalogChangeKind.Changed || figure.IsChange
           select new CatalogLine(change, figure, chosen.Contains(change.Key)),
    ];

    public void Show(CatalogChangeKind? kind) => Refresh(kind, OnlyDisputed, Words);

    public void ShowDisputed(bool only) => Refresh(Kind, only, Words);

    public void Search(string? words) => Refresh(Kind, OnlyDisputed, words ?? "");

    public void Turn(int pages) => Page = Math.Clamp(Page + pages, 1, Pages);

    /// <summary>Unchanged rows and prices that have not begun have nothing to take over.</summary>
    public static bool CanBeChosen(CatalogChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Next.Count > 0 || change.Confirmation is not null;
    }

    public void Choose(CatalogChange change, bool isChosen)
    {
        ArgumentNullException.ThrowIfNull(change);
        _ = isChosen && CanBeChosen(change) ? chosen.Add(change.Key) : chosen.Remove(change.Key);
    }

    /// <summary>Chooses or clears every row that is found now, on all pages.</summary>
    public void ChooseFound(bool isChosen)
    {
        foreach (var change in Found)
        {
            Choose(change, isChosen);
        }
    }

    /// <summary>Chooses every new and changed row that costs something and on which no other source disagrees; the others are for a person to judge.</summary>
    public void ChooseUndisputed()
    {
        chosen.Clear();
        foreach (var change in diff.Changes.Where(c => c.Kind is CatalogChangeKind.New or CatalogChangeKind.Changed && c.Disagreements.Count == 0 && !c.IsAllZero))
        {
            Choose(change, true);
        }
    }

    private static CatalogChangeKind? FirstKind(CatalogDiff diff) =>
        new[] { CatalogChangeKind.Changed, CatalogChangeKind.New, CatalogChangeKind.Removed }.Where(k => diff.CountOf(k) > 0).Select(k => (CatalogChangeKind?)k).FirstOrDefault();

    private static IReadOnlyList<CatalogChange> Find(CatalogDiff diff, CatalogChangeKind? kind, bool onlyDisputed, string words)
    {
        var pattern = words.Contains('*', StringComparison.Ordinal) ? new CatalogFilter(words) : null;
        return
        [
            .. diff.Changes.Where(c => (kind is null || c.Kind == kind)
                && (!onlyDisputed || c.Disagreements.Count > 0)
                && (pattern?.IsMatch(c.Name) ?? words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => c.Name.Contains(w, StringComparison.OrdinalIgnoreCase)))),
        ];
    }

    private void Refresh(CatalogChangeKind? kind, bool onlyDisputed, string words)
    {
        (Kind, OnlyDisputed, Words, Page) = (kind, onlyDisputed, words.Trim(), 1);
        Found = Find(diff, Kind, OnlyDisputed, Words);
    }
}
