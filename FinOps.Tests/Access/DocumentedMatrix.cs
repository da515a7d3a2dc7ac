namespace FinOps.Tests.Access;

/// <summary>A table of docs/access-matrix.md: the first column names a route or an action, the others who may come.</summary>
internal sealed record DocumentedMatrix(IReadOnlyList<string> Visitors, IReadOnlyDictionary<string, IReadOnlyList<string>> Rows)
{
    public const string Path = "docs/access-matrix.md";

    /// <summary>The first table below a heading.</summary>
    public static DocumentedMatrix Read(string heading)
    {
        var lines = Section(heading).Where(l => l.StartsWith('|')).Select(Cells).ToList();
        return new DocumentedMatrix(lines[0][1..], lines.Skip(2).ToDictionary(l => l[0].Trim('`'), l => (IReadOnlyList<string>)l[1..], StringComparer.Ordinal));
    }

    /// <summary>The names in the list below a heading, without what is said of them.</summary>
    public static IReadOnlyList<string> ReadList(string heading) =>
        [.. Section(heading).Where(l => l.StartsWith("- `", StringComparison.Ordinal)).Select(l => l[3..l.IndexOf('`', 3)])];

    /// <summary>Rows as the document must hold them, for a message that can be copied.</summary>
    public static string Text(IEnumerable<(string Name, IReadOnlyList<string> Cells)> rows) =>
        string.Join('\n', rows.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => $"| `{r.Name}` | {string.Join(" | ", r.Cells)} |"));

    private static IEnumerable<string> Section(string heading)
    {
        var lines = File.ReadAllLines(System.IO.Path.Combine(Repository.Root, Path));
        var at = Array.IndexOf(lines, $"## {heading}");
        Assert.True(at >= 0, $"{Path} has no heading \"{heading}\".");
        return lines.Skip(at + 1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal));
    }

    private static string[] Cells(string line) => [.. line.Trim('|', ' ').Split('|').Select(c => c.Trim())];
}
