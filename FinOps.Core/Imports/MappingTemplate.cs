using System.Text;

namespace FinOps.Core.Imports;

/// <summary>Text with columns in braces; <c>{{</c> and <c>}}</c> stand for braces.</summary>
internal sealed class MappingTemplate
{
    /// <summary>Stands for the line number of the row.</summary>
    public const string Line = "#line";

    private readonly List<(string Text, bool IsColumn)> parts = [];

    private MappingTemplate()
    {
    }

    public IEnumerable<string> Columns => parts.Where(part => part.IsColumn && part.Text != Line).Select(part => part.Text);

    /// <summary>Null when a brace is not closed or holds nothing.</summary>
    public static MappingTemplate? Parse(string text)
    {
        var template = new MappingTemplate();
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is not ('{' or '}'))
            {
                plain.Append(c);
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == c)
            {
                plain.Append(c);
                i++;
                continue;
            }

            var end = c == '{' ? text.IndexOf('}', i) : -1;
            if (end <= i + 1)
            {
                return null;
            }

            template.Flush(plain);
            template.parts.Add((text[(i + 1)..end], true));
            i = end;
        }

        template.Flush(plain);
        return template;
    }

    /// <summary>The text of one row; empty when every column is.</summary>
    public string Format(Func<string, string> cell, long line)
    {
        var result = new StringBuilder();
        var hasValue = false;
        foreach (var (text, isColumn) in parts)
        {
            var value = !isColumn ? text : text == Line ? line.ToString(System.Globalization.CultureInfo.InvariantCulture) : cell(text);
            hasValue |= isColumn && value.Length > 0;
            result.Append(value);
        }

        return hasValue ? result.ToString() : "";
    }

    private void Flush(StringBuilder plain)
    {
        if (plain.Length > 0)
        {
            parts.Add((plain.ToString(), false));
            plain.Clear();
        }
    }
}
