using System.Text.RegularExpressions;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;

namespace FinOps.Tests.Samples;

/// <summary>docs/usage-format.md names every field and every reason, and no others.</summary>
public sealed partial class UsageFormatTests
{
    private static readonly string Page = File.ReadAllText(SampleDatabase.InRepository("docs", "usage-format.md"));

    [Fact]
    public void Page_NamesEveryField()
    {
        var fields = Enum.GetValues<UsageField>().Where(field => field != UsageField.Unknown).Select(UsageFields.NameOf);
        var documented = Rows(Page[..Page.IndexOf("## Quarantine", StringComparison.Ordinal)]);

        Assert.Equal(fields.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
        Assert.All(CanonicalField.Required, field => Assert.Contains(field, documented));
    }

    [Fact]
    public void Page_NamesEveryReason()
    {
        var source = File.ReadAllText(SampleDatabase.InRepository("FinOps.Core", "Usage", "UsageFaults.cs"));
        var reasons = Reason().Matches(source).Select(match => match.Groups[1].Value).Distinct().ToList();
        var documented = Rows(Page[Page.IndexOf("## Quarantine", StringComparison.Ordinal)..]);

        Assert.Equal(reasons.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static List<string> Rows(string text) => [.. Row().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^\| `([a-z_0-9]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("new\\([^,]+, \"([a-z0-9_]+)\"")]
    private static partial Regex Reason();
}
