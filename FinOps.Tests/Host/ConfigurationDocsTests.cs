using FinOps.Web.Host;

namespace FinOps.Tests.Host;

public sealed class ConfigurationDocsTests
{
    private static readonly string Docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));

    public static TheoryData<string> Keys() => [.. SettingsCheck.Sections.SelectMany(s => SettingsCheck.Settings(s.Type).Select(p => $"{s.Section}:{p.Name}"))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Setting_OfOptionsClass_IsDocumentedWithItsDefault(string key)
    {
        var (type, section) = SettingsCheck.Sections.Single(s => key.StartsWith(s.Section + ":", StringComparison.Ordinal) && !key[(s.Section.Length + 1)..].Contains(':'));
        var value = type.GetProperty(key[(section.Length + 1)..])!.GetValue(Activator.CreateInstance(type));

        var row = Assert.Single(Docs.Split('\n'), l => l.StartsWith($"| `{key}` |", StringComparison.Ordinal));
        Assert.Contains($"| `{Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)}` |", row, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Documentation_NamesNoSettingThatIsGone()
    {
        var known = SettingsCheck.Sections.SelectMany(s => SettingsCheck.Settings(s.Type).Select(p => $"{s.Section}:{p.Name}")).ToHashSet();
        var sections = SettingsCheck.Sections.Select(s => $"| `{s.Section}:").ToList();

        var named = Docs.Split('\n').Where(l => sections.Exists(s => l.StartsWith(s, StringComparison.Ordinal))).Select(l => l.Split('`')[1]);

        Assert.Empty(named.Except(known));
    }
}
