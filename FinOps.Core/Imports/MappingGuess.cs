using System.Globalization;
using System.Text;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Imports;

/// <summary>A first mapping from the names of columns and the first row, for a person to correct.</summary>
public static class MappingGuess
{
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.Ordinal)
    {
        ["prompttokens"] = "input_tokens", ["contexttokens"] = "input_tokens", ["tokensin"] = "input_tokens", ["requesttokens"] = "input_tokens",
        ["completiontokens"] = "output_tokens", ["generatedtokens"] = "output_tokens", ["tokensout"] = "output_tokens", ["responsetokens"] = "output_tokens",
        ["cachedtokens"] = "cached_input_tokens", ["cachereadtokens"] = "cached_input_tokens", ["cachereadinputtokens"] = "cached_input_tokens", ["prefixhittokens"] = "cached_input_tokens",
        ["cachecreationtokens"] = "cache_write_tokens", ["cachecreationinputtokens"] = "cache_write_tokens",
        ["modelname"] = "model", ["modelid"] = "model", ["deployment"] = "model", ["vendor"] = "provider",
        ["tenant"] = "tenant_id", ["customer"] = "tenant_id", ["customerid"] = "tenant_id", ["account"] = "tenant_id", ["organization"] = "tenant_id", ["orgid"] = "tenant_id",
        ["user"] = "user_id", ["feature"] = "feature_id", ["usecase"] = "feature_id", ["app"] = "feature_id", ["task"] = "task_id", ["endpoint"] = "route",
        ["session"] = "session_id", ["conversationid"] = "session_id", ["id"] = "request_id", ["env"] = "environment", ["latency"] = "latency_ms", ["durationms"] = "latency_ms",
        ["cost"] = "cost_usd", ["costusd"] = "cost_usd", ["totalcost"] = "cost_usd", ["parentid"] = "parent_request_id",
    };

    private static readonly string[] TimeNames = ["timestamp", "time", "datetime", "date", "createdat", "startedat", "starttime", "occurredat", "ts", "when"];

    /// <summary>What the columns look like; what is not recognized is left out.</summary>
    public static MappingDefinition Of(IReadOnlyList<string> columns, IReadOnlyList<string> firstRow)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(firstRow);
        var rules = new List<MappingRule>();
        foreach (var column in columns)
        {
            if (FieldOf(column) is { } field && !rules.Exists(rule => rule.Field == field))
            {
                rules.Add(new MappingRule { Field = field, Columns = [column] });
            }
        }

        foreach (var missing in CanonicalField.MissingIn([CanonicalField.TimestampName, .. rules.Select(rule => rule.Field)]).ToList())
        {
            rules.Add(new MappingRule { Field = missing, From = missing is "provider" or "model" ? MappingSource.Constant : MappingSource.Column });
        }

        return new MappingDefinition { Time = TimeOf(columns, firstRow), Fields = [.. rules.OrderBy(rule => Rank(rule.Field))] };
    }

    private static int Rank(string field)
    {
        var required = CanonicalField.Required.ToList().IndexOf(field);
        return required >= 0 ? required : 100 + CanonicalField.Names.ToList().IndexOf(field);
    }

    private static string? FieldOf(string column)
    {
        var name = column.Trim().ToLowerInvariant();
        if (CanonicalField.Find(name) is { IsTag: false, IsLayer: false } exact)
        {
            return exact.Name == CanonicalField.TimestampName ? null : exact.Name;
        }

        var plain = Plain(name);
        return Synonyms.GetValueOrDefault(plain) ?? CanonicalField.Names.FirstOrDefault(field => Plain(field) == plain && field != CanonicalField.TimestampName);
    }

    private static MappingTime TimeOf(IReadOnlyList<string> columns, IReadOnlyList<string> firstRow)
    {
        var column = TimeNames.Select(name => columns.FirstOrDefault(column => Plain(column) == name)).FirstOrDefault(found => found is not null);
        if (column is null)
        {
            return new MappingTime();
        }

        var index = columns.ToList().IndexOf(column);
        var value = index < firstRow.Count ? firstRow[index] : "";
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return new MappingTime { Column = column };
        }

        return number < 100_000_000
            ? new MappingTime { Kind = MappingTimeKind.Offset, Column = column }
            : new MappingTime { Kind = MappingTimeKind.Unix, Column = column, Unit = number switch { < 1e11m => "s", < 1e14m => "ms", < 1e17m => "us", _ => "ns" } };
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name.Where(char.IsAsciiLetterOrDigit))
        {
            plain.Append(char.ToLowerInvariant(c));
        }

        return plain.ToString();
    }
}
