using System.Text.Json;

namespace FinOps.Web.Audit;

/// <summary>One value of an entry, before and after.</summary>
/// <param name="Name">Where it stands, such as <c>rates.input</c>.</param>
/// <param name="Before">As it was; null when it was not there.</param>
/// <param name="After">As it became; null when it is gone.</param>
public sealed record ValueChange(string Name, string? Before, string? After)
{
    public bool IsSame => Before == After;

    /// <summary>Whether it was added, removed or changed, in a word.</summary>
    public string Kind => IsSame ? "unchanged" : Before is null ? "added" : After is null ? "removed" : "changed";

    /// <summary>All values of two JSON texts, in the order of their names; a text that is no JSON is one value.</summary>
    public static IReadOnlyList<ValueChange> Between(string? before, string? after)
    {
        var (was, became) = (Flat(before), Flat(after));
        return [.. was.Keys.Union(became.Keys).Order(StringComparer.Ordinal).Select(name => new ValueChange(name, was.GetValueOrDefault(name), became.GetValueOrDefault(name)))];
    }

    private static Dictionary<string, string> Flat(string? json)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is null)
        {
            return values;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            Add(values, "", document.RootElement);
        }
        catch (JsonException)
        {
            values[""] = json;
        }

        return values;
    }

    private static void Add(Dictionary<string, string> values, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Add(values, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
                }

                break;
            case JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                values[path] = string.Join(", ", value.EnumerateArray().Select(v => v.ToString()));
                break;
            case JsonValueKind.Array:
                var number = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Add(values, $"{path}[{++number}]", item);
                }

                break;
            default:
                values[path] = value.ToString();
                break;
        }
    }
}
