using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Outcomes;

/// <summary>Turns lines into valid outcomes, or says what is wrong with them. One for each import.</summary>
/// <param name="types">The id of each type by its key and its other names.</param>
/// <param name="latestMicros">Later instants are taken for a wrong clock.</param>
/// <param name="earliestMicros">Calls from before are not kept, so that nothing can be joined.</param>
internal sealed class OutcomeParser(IReadOnlyDictionary<string, (int Id, string Key)> types, long latestMicros, int maxFutureHours, long earliestMicros)
{
    private const int MaxTextBytes = 256;
    private const int MaxUnknownFields = 20;
    private const decimal MaxQuantity = 1_000_000_000m;
    private readonly SortedSet<string> unknownFields = new(StringComparer.Ordinal);

    /// <summary>Fields that the log carries and outcomes do not know; at most 20 are remembered.</summary>
    public IReadOnlyCollection<string> UnknownFields => unknownFields;

    public OutcomeReport? Parse(ReadOnlySpan<byte> json, ReadOnlySpan<byte> raw, long lineNumber, out UsageFault? fault)
    {
        if (!Utf8.IsValid(json))
        {
            fault = UsageFaults.InvalidUtf8;
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || json[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8))
            {
                fault = UsageFaults.NotAnObject;
                return null;
            }

            var values = new JsonElement?[OutcomeFields.Count];
            fault = Collect(document.RootElement, values);
            return fault is null ? Read(values, lineNumber, Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, QuarantinedLine.MaxRawBytes)]), out fault) : null;
        }
        catch (JsonException e)
        {
            fault = UsageFaults.BrokenJson(e.Message);
            return null;
        }
    }

    /// <summary>Takes the value of each field by its best name; the same name twice is a fault.</summary>
    private UsageFault? Collect(JsonElement line, JsonElement?[] values)
    {
        Span<int> ranks = stackalloc int[OutcomeFields.Count];
        ranks.Fill(int.MaxValue);
        foreach (var property in line.EnumerateObject())
        {
            if (OutcomeFields.Find(property.Name) is not var (field, rank))
            {
                if (unknownFields.Count < MaxUnknownFields)
                {
                    unknownFields.Add(property.Name.Length <= 64 ? property.Name : "(long name)");
                }
            }
            else if (rank == ranks[(int)field])
            {
                return UsageFaults.DuplicateKey(property.Name);
            }
            else if (rank < ranks[(int)field] && !IsEmpty(property.Value))
            {
                (ranks[(int)field], values[(int)field]) = (rank, property.Value);
            }
        }

        return null;
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(ReadOnlySpan<char>.Empty));

    private OutcomeReport? Read(JsonElement?[] values, long lineNumber, string raw, out UsageFault? fault)
    {
        fault = Texts(values, out var texts);
        long micros = 0;
        fault ??= Instant(values[(int)OutcomeField.Timestamp], out micros);
        if (fault is not null)
        {
            return null;
        }

        if (texts[(int)OutcomeField.OutcomeType] is not { } name)
        {
            fault = UsageFaults.Missing(OutcomeFields.NameOf(OutcomeField.OutcomeType));
            return null;
        }

        if (!types.TryGetValue(name, out var type))
        {
            fault = new UsageFault("outcome_type", "unknown_value", $"There is no outcome type {Short(name)}. Add it under Unit economics, or send one of {string.Join(", ", types.Values.Select(t => t.Key).Distinct().Order(StringComparer.Ordinal).Take(12))}.");
            return null;
        }

        fault = Quantity(values[(int)OutcomeField.Quantity], out var quantity);
        bool? isSuccess = null, isCorrect = null;
        fault ??= Flag(OutcomeField.Success, values, out isSuccess);
        fault ??= Flag(OutcomeField.Correct, values, out isCorrect);
        if (fault is not null)
        {
            return null;
        }

        return new OutcomeReport(lineNumber, micros, type.Id, type.Key)
        {
            OutcomeId = texts[(int)OutcomeField.OutcomeId],
            Tenant = texts[(int)OutcomeField.TenantId],
            Feature = texts[(int)OutcomeField.FeatureId],
            Environment = texts[(int)OutcomeField.Environment],
            TaskId = texts[(int)OutcomeField.TaskId],
            TraceId = texts[(int)OutcomeField.TraceId],
            SessionId = texts[(int)OutcomeField.SessionId],
            RequestId = texts[(int)OutcomeField.RequestId],
            QuantityMillionths = quantity,
            IsSuccess = isSuccess ?? true,
            IsCorrect = isCorrect,
            Raw = raw,
        };
    }

    private static UsageFault? Texts(JsonElement?[] values, out string?[] texts)
    {
        texts = new string?[values.Length];
        for (var field = OutcomeField.OutcomeId; field <= OutcomeField.RequestId; field++)
        {
            if (values[(int)field] is not { } value)
            {
                continue;
            }

            var name = OutcomeFields.NameOf(field);
            var text = value.ValueKind switch { JsonValueKind.String => value.GetString()!.Trim(), JsonValueKind.Number => value.GetRawText(), _ => null };
            if (text is null)
            {
                return UsageFaults.WrongType(name, "a text in quotes");
            }

            if (Encoding.UTF8.GetByteCount(text) > MaxTextBytes)
            {
                return UsageFaults.TextTooLong(name, MaxTextBytes);
            }

            if (text.Contains('\0'))
            {
                return UsageFaults.ControlCharacter(name);
            }

            texts[(int)field] = text.Length == 0 ? null : text;
        }

        return null;
    }

    private UsageFault? Instant(JsonElement? value, out long micros)
    {
        micros = 0;
        const string name = "timestamp";
        if (value is not { } at)
        {
            return UsageFaults.Missing(name);
        }

        var isKnown = at.ValueKind switch
        {
            JsonValueKind.String => IsoTime.TryParse(Encoding.UTF8.GetBytes(at.GetString()!.Trim()), out micros) || (decimal.TryParse(at.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var text) && TryUnix(text, out micros)),
            JsonValueKind.Number => at.TryGetDecimal(out var number) && TryUnix(number, out micros),
            _ => false,
        };
        return !isKnown || micros < 0 ? UsageFaults.UnknownTime(name)
            : micros > latestMicros ? UsageFaults.FarFuture(name, maxFutureHours)
            : micros < earliestMicros ? new UsageFault(name, "pruned_period", string.Create(CultureInfo.InvariantCulture,
                $"The calls from before {Instants.ToUtc(earliestMicros):yyyy-MM-dd} were pruned, so that nothing can be said of this outcome's cost. Discard this line."))
            : null;
    }

    /// <summary>Seconds, milliseconds or microseconds since 1970, told apart by their size.</summary>
    private static bool TryUnix(decimal number, out long micros)
    {
        micros = number switch
        {
            <= 0 or >= 100_000_000_000_000_000m => -1,
            < 100_000_000_000m => (long)(number * 1_000_000),
            < 100_000_000_000_000m => (long)(number * 1_000),
            _ => (long)number,
        };
        return micros >= 0;
    }

    private static UsageFault? Quantity(JsonElement? value, out long millionths)
    {
        millionths = Outcome.MillionthsPerUnit;
        if (value is not { } given)
        {
            return null;
        }

        var isNumber = given.ValueKind switch
        {
            JsonValueKind.Number => given.TryGetDecimal(out var number) && TryMillionths(number, out millionths),
            JsonValueKind.String => decimal.TryParse(given.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var text) && TryMillionths(text, out millionths),
            _ => false,
        };
        return isNumber ? null : new UsageFault("quantity", "wrong_quantity", "quantity must be a number above 0 and at most 1,000,000,000, in steps of a millionth. Leave it out for 1.");
    }

    private static bool TryMillionths(decimal number, out long millionths)
    {
        millionths = number is > 0 and <= MaxQuantity ? (long)Math.Round(number * Outcome.MillionthsPerUnit, 0, MidpointRounding.ToEven) : 0;
        return millionths > 0;
    }

    private static UsageFault? Flag(OutcomeField field, JsonElement?[] values, out bool? flag)
    {
        flag = null;
        if (values[(int)field] is not { } value)
        {
            return null;
        }

        flag = value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => value.GetRawText() switch { "1" => true, "0" => false, _ => null },
            JsonValueKind.String => value.GetString()!.Trim().ToUpperInvariant() switch
            {
                "TRUE" or "1" or "YES" or "Y" or "SUCCESS" or "SUCCEEDED" or "RESOLVED" or "CORRECT" or "PASSED" => true,
                "FALSE" or "0" or "NO" or "N" or "FAILURE" or "FAILED" or "UNRESOLVED" or "INCORRECT" or "WRONG" => false,
                _ => null,
            },
            _ => null,
        };
        return flag is null ? UsageFaults.WrongType(OutcomeFields.NameOf(field), "true or false") : null;
    }

    private static string Short(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
