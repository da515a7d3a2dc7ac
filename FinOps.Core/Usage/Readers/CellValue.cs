using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FinOps.Core.Usage.Readers;

/// <summary>Writes the text of one cell as the JSON value its field asks for.</summary>
internal static class CellValue
{
    /// <summary>Writes name and value; an empty cell writes nothing. Null when all is well.</summary>
    public static UsageFault? Write(Utf8JsonWriter writer, CanonicalField field, ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            return null;
        }

        switch (field.Kind)
        {
            case CanonicalKind.Integer:
                if (!TryInteger(cell, out var integer))
                {
                    return WrongType(field.Name, cell, "a whole number");
                }

                writer.WriteNumber(field.JsonName, integer);
                return null;
            case CanonicalKind.Decimal:
                if (!TryDecimal(cell, out var number))
                {
                    return WrongType(field.Name, cell, "a number");
                }

                writer.WriteNumber(field.JsonName, number);
                return null;
            case CanonicalKind.Boolean:
                if (ToBoolean(cell) is not { } truth)
                {
                    return WrongType(field.Name, cell, "true or false");
                }

                writer.WriteBoolean(field.JsonName, truth);
                return null;
            case CanonicalKind.Json:
                if (!IsJson(cell))
                {
                    return WrongType(field.Name, cell, "the provider's usage object as JSON");
                }

                writer.WritePropertyName(field.JsonName);
                writer.WriteRawValue(OneLine(cell), skipInputValidation: true);
                return null;
            case CanonicalKind.Text:
            default:
                writer.WriteString(field.JsonName, cell);
                return null;
        }
    }

    /// <summary>A whole number; <c>12.0</c> counts as one, because spreadsheets write it so.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> cell, out long value)
    {
        cell = cell.Trim((byte)' ');
        if (Utf8Parser.TryParse(cell, out value, out var used) && used == cell.Length)
        {
            return true;
        }

        if (TryDecimal(cell, out var number) && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue)
        {
            value = (long)number;
            return true;
        }

        return false;
    }

    public static bool TryDecimal(ReadOnlySpan<byte> cell, out decimal value) =>
        decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    public static UsageFault WrongType(string field, ReadOnlySpan<byte> cell, string wanted) =>
        new(field, "wrong_type", $"{field} is \"{Shorten(cell)}\" but must be {wanted}. Correct the cell, or leave it empty if the value is not known.");

    /// <summary>At most 60 characters of a cell, for a message.</summary>
    public static string Shorten(ReadOnlySpan<byte> cell)
    {
        var text = Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 240)]);
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    private static bool IsJson(ReadOnlySpan<byte> cell)
    {
        try
        {
            var reader = new Utf8JsonReader(cell, new JsonReaderOptions { MaxDepth = 16 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Line breaks may stand only between the tokens of valid JSON, so a space says the same.</summary>
    private static byte[] OneLine(ReadOnlySpan<byte> json)
    {
        var line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }

    private static bool? ToBoolean(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim((byte)' ');
        if (cell.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(cell, "true"u8) || Ascii.EqualsIgnoreCase(cell, "yes"u8))
        {
            return true;
        }

        return cell.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(cell, "false"u8) || Ascii.EqualsIgnoreCase(cell, "no"u8) ? false : null;
    }
}
