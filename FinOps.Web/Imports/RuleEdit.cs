using System.Globalization;
using FinOps.Core.Imports;

namespace FinOps.Web.Imports;

/// <summary>One field of a mapping profile while it is edited: text as typed, faults included.</summary>
public sealed class RuleEdit
{
    public string Field { get; set; } = "";

    public MappingSource From { get; set; }

    public List<string> Columns { get; set; } = [];

    public string Text { get; set; } = "";

    public string Factor { get; set; } = "";

    public string Default { get; set; } = "";

    /// <summary>One <c>from = to</c> a line.</summary>
    public string Values { get; set; } = "";

    public string Column
    {
        get => Columns.Count > 0 ? Columns[0] : "";
        set => Columns = value.Length == 0 ? [] : [value];
    }

    public bool TakesColumns => From is MappingSource.Sum or MappingSource.Difference;

    public bool TakesText => From is MappingSource.Constant or MappingSource.Template;

    public static RuleEdit Of(MappingRule rule) => new()
    {
        Field = rule.Field,
        From = rule.From,
        Columns = [.. rule.Columns],
        Text = rule.Text ?? "",
        Factor = rule.Factor?.ToString(CultureInfo.InvariantCulture) ?? "",
        Default = rule.Default ?? "",
        Values = rule.Values is null ? "" : string.Join('\n', rule.Values.Select(pair => $"{pair.Key} = {pair.Value}")),
    };

    /// <summary>The rule as typed; a factor that is no number adds a fault.</summary>
    public MappingRule ToRule(string path, List<MappingFault> faults)
    {
        decimal? factor = null;
        if (Factor.Trim().Length > 0)
        {
            if (decimal.TryParse(Factor.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var typed))
            {
                factor = typed;
            }
            else
            {
                faults.Add(new MappingFault($"{path}.factor", "The factor must be a number such as 1000 or 0.01."));
            }
        }

        return new MappingRule
        {
            Field = Field.Trim(),
            From = From,
            Columns = TakesText ? [] : [.. Columns],
            Text = TakesText && Text.Length > 0 ? Text : null,
            Factor = factor,
            Values = ReadValues(path, faults),
            Default = Default.Length > 0 ? Default : null,
        };
    }

    private Dictionary<string, string>? ReadValues(string path, List<MappingFault> faults)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Values.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var split = line.IndexOf('=', StringComparison.Ordinal);
            if (split < 0)
            {
                faults.Add(new MappingFault($"{path}.values", $"\"{line}\" has no equals sign. Write one \"text of the log = text of the record\" a line."));
                continue;
            }

            values[line[..split].Trim()] = line[(split + 1)..].Trim();
        }

        return values.Count == 0 ? null : values;
    }
}
