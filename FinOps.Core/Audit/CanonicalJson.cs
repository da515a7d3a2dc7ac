using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinOps.Core.Audit;

/// <summary>
/// One text for one value, so that equal values have equal hashes: members in the order of their names, no blanks, and only those characters escaped
/// that JSON demands (RFC 8785). Numbers keep the digits they were given, because money must not pass through floating point.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly string[] SecretNames = ["secret", "password", "authorization", "connectionstring", "token", "cookie"];

    /// <summary>The canonical text of a value, without members that are null; null for null. What is named like a secret is replaced.</summary>
    public static string? Of(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var text = new StringBuilder();
        Write(text, JsonSerializer.SerializeToElement(value, Options));
        return text.ToString();
    }

    /// <summary>Text that both databases keep as it is: without half characters and NUL, which one of them would change.</summary>
    public static string Clean(string text)
    {
        var clean = text.Replace('\0', '\uFFFD');
        for (var i = 0; i < clean.Length; i++)
        {
            if (char.IsSurrogate(clean[i]) && !(i + 1 < clean.Length && char.IsSurrogatePair(clean[i], clean[i + 1])))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean));
            }

            i += char.IsSurrogate(clean[i]) ? 1 : 0;
        }

        return clean;
    }

    /// <summary>Appends a string with its quotes.</summary>
    public static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value);
                break;
            case JsonValueKind.Array:
                text.Append('[').AppendJoin(',', value.EnumerateArray().Select(Text)).Append(']');
                break;
            case JsonValueKind.String:
                WriteString(text, Clean(value.GetString()!));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement value)
    {
        text.Append('{');
        var first = true;
        foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            text.Append(first ? "" : ",");
            first = false;
            WriteString(text, Clean(member.Name));
            text.Append(':');
            if (IsSecret(member))
            {
                WriteString(text, "[secret]");
            }
            else
            {
                Write(text, member.Value);
            }
        }

        text.Append('}');
    }

    private static bool IsSecret(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String && SecretNames.Any(s => member.Name.EndsWith(s, StringComparison.OrdinalIgnoreCase));

    private static string Text(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }
}
