using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinOps.Core.Imports;

/// <summary>Where the value of a mapped field comes from.</summary>
public enum MappingSource
{
    /// <summary>The cell of one column.</summary>
    Column,

    /// <summary>The same text in each row.</summary>
    Constant,

    /// <summary>Text with columns in braces, such as <c>{trace_id}/{seq}</c>; <c>{#line}</c> is the line number.</summary>
    Template,

    /// <summary>The sum of several columns; empty cells count as 0, but all empty is empty.</summary>
    Sum,

    /// <summary>The first column less the others; empty when the first is.</summary>
    Difference,
}

/// <summary>How the time of a row is written.</summary>
public enum MappingTimeKind
{
    /// <summary>A date and time of day, in the zone unless the text itself carries an offset.</summary>
    Clock,

    /// <summary>A count of units since 1970-01-01T00:00:00Z.</summary>
    Unix,

    /// <summary>A count of units since the start instant of the profile.</summary>
    Offset,
}

/// <summary>What a row does whose layers are larger than its input.</summary>
public enum MappingLayerRule
{
    /// <summary>The row goes to quarantine.</summary>
    Reject,

    /// <summary>The row is kept without layers: its input is unsplit.</summary>
    Unsplit,
}

/// <summary>How a foreign CSV log becomes canonical usage. Kept as JSON in <see cref="MappingProfile.DefinitionJson"/>.</summary>
public sealed record MappingDefinition
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>What the log is and which choices the profile made for it; for people.</summary>
    public string? Description { get; init; }

    /// <summary>The character between cells; null to find it in the header.</summary>
    public char? Delimiter { get; init; }

    /// <summary>True when numbers are written 0,5 and not 0.5.</summary>
    public bool DecimalComma { get; init; }

    public MappingTime Time { get; init; } = new();

    public IReadOnlyList<MappingRule> Fields { get; init; } = [];

    public MappingLayerRule LayersOverInput { get; init; }

    /// <summary>The definition in JSON. Null with one fault when the text is no definition; whether it makes sense is told by <see cref="MappingValidator"/>.</summary>
    public static (MappingDefinition? Definition, MappingFault? Fault) Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<MappingDefinition>(json, Json) is { } definition
                ? (definition, null)
                : (null, new MappingFault("", "The text is no mapping definition."));
        }
        catch (JsonException e)
        {
            return (null, new MappingFault(e.Path ?? "", $"The text is no mapping definition: {e.Message}"));
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>How each row tells its time.</summary>
public sealed record MappingTime
{
    public MappingTimeKind Kind { get; init; }

    public string Column { get; init; } = "";

    /// <summary>A .NET date format such as <c>dd.MM.yyyy HH:mm:ss</c>; null for ISO 8601. Only for a clock.</summary>
    public string? Format { get; init; }

    /// <summary>
    /// IANA name of the zone, such as <c>Europe/Berlin</c>. Only for a clock whose text carries no offset.
    /// A time that occurs twice in autumn is taken as the first; one that never was in spring is moved forward by the gap.
    /// </summary>
    public string Zone { get; init; } = "UTC";

    /// <summary><c>s</c>, <c>ms</c>, <c>us</c> or <c>ns</c>. For a count.</summary>
    public string Unit { get; init; } = "s";

    /// <summary>The instant that an offset counts from, ISO 8601 with an offset or Z.</summary>
    public string? Start { get; init; }
}

/// <summary>How one canonical field gets its value.</summary>
public sealed record MappingRule
{
    /// <summary>A canonical name; also <c>layers.tool_tokens</c> or <c>tags.anything</c>.</summary>
    public string Field { get; init; } = "";

    public MappingSource From { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The constant or the template.</summary>
    public string? Text { get; init; }

    /// <summary>Numbers are multiplied by this, e.g. 1000 for seconds to milliseconds; counts are then rounded half-even.</summary>
    public decimal? Factor { get; init; }

    /// <summary>Text of the log → text of the record; <c>*</c> stands for any other. Text that is not listed stays as it is.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>The value where the log has none.</summary>
    public string? Default { get; init; }
}

/// <summary>A setting of a definition that makes no sense.</summary>
/// <param name="Path">The setting, such as <c>time.zone</c> or <c>fields[2].factor</c>; empty for the whole.</param>
/// <param name="Message">What is wrong and how to cure it.</param>
public sealed record MappingFault(string Path, string Message);
