using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FinOps.Core.Data;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Usage;

/// <summary>Reads the value of one field of a canonical line into a report, or says why it cannot.</summary>
internal ref struct FieldReader(byte[] buffer, in UsageLine line, int maxCount)
{
    private const int MaxNameBytes = 256;
    private const int MaxErrorBytes = 1024;
    private const int MaxTagsBytes = 8192;
    private const decimal MaxUsd = 1_000_000m;
    private readonly byte[] buffer = buffer;
    private readonly int lineOffset = line.Offset;
    private readonly int maxCount = maxCount;
    private int scratch = line.ScratchOffset;

    /// <summary>The provider's own usage object, as it stands on the line; empty when there is none.</summary>
    public TextSlice RawUsage;

    public TextSlice ApiFlavor;

    public Utf8JsonReader Json = new(buffer.AsSpan(line.Offset, line.Length), new JsonReaderOptions { MaxDepth = 32 });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public UsageFault? Read(UsageField field, ref UsageReport report)
    {
        switch (field)
        {
            case <= UsageField.Environment:
                return Text(field, MaxNameBytes, out report.Names[(int)field]);
            case UsageField.Timestamp:
                return Instant(out report.OccurredAtMicros);
            case UsageField.InputTokens:
                return Count(field, out report.InputTokens);
            case UsageField.CachedInputTokens:
                return Count(field, out report.CacheReadTokens);
            case UsageField.CacheWriteTokens:
                return Count(field, out report.CacheWrite5mTokens);
            case UsageField.CacheWrite1hTokens:
                return Count(field, out report.CacheWrite1hTokens);
            case UsageField.OutputTokens:
                return Count(field, out report.OutputTokens);
            case UsageField.ReasoningTokens:
                return Count(field, out report.ReasoningTokens);
            case UsageField.SearchRequests:
                return Count(field, out report.SearchRequests);
            case UsageField.StreamTerminatedAtToken:
                return Count(field, out report.StreamTerminatedAtToken);
            case UsageField.LatencyMs:
                return Milliseconds(out report.LatencyMs);
            case UsageField.ToolFeesUsd:
                return Usd(field, out report.ToolFeesNanos);
            case UsageField.CostUsd:
                report.HasClaimedCost = true;
                return Usd(field, out report.ClaimedCostNanos);
            case UsageField.Batch:
                report.IsBatch = Json.TokenType == JsonTokenType.True;
                return Json.TokenType is JsonTokenType.True or JsonTokenType.False ? null : UsageFaults.WrongType("batch", "true or false");
            case UsageField.Usage:
                RawUsage = Whole();
                return null;
            case UsageField.Layers:
                return Layers(ref report);
            case UsageField.Tags:
                return Tags(out report.Tags);
            case >= UsageField.InputAudioTokens and <= UsageField.OutputImageTokens:
                return ReadMedia(field, ref report);
            default:
                return ReadText(field, ref report);
        }
    }

    private UsageFault? ReadMedia(UsageField field, ref UsageReport report) => field switch
    {
        UsageField.InputAudioTokens => Count(field, out report.InputAudioTokens),
        UsageField.CachedAudioTokens => Count(field, out report.CacheReadAudioTokens),
        UsageField.InputImageTokens => Count(field, out report.InputImageTokens),
        UsageField.CachedImageTokens => Count(field, out report.CacheReadImageTokens),
        UsageField.OutputAudioTokens => Count(field, out report.OutputAudioTokens),
        UsageField.OutputImageTokens => Count(field, out report.OutputImageTokens),
        _ => throw new InvalidOperationException($"No reader for {field}."),
    };

    private UsageFault? ReadText(UsageField field, ref UsageReport report) => field switch
    {
        UsageField.RequestId => Text(field, MaxNameBytes, out report.RequestId),
        UsageField.ParentRequestId => Text(field, MaxNameBytes, out report.ParentRequestId),
        UsageField.TraceId => Text(field, MaxNameBytes, out report.TraceId),
        UsageField.SessionId => Text(field, MaxNameBytes, out report.SessionId),
        UsageField.AgentRunId => Text(field, MaxNameBytes, out report.AgentRunId),
        UsageField.WorkflowStep => Text(field, MaxNameBytes, out report.WorkflowStep),
        UsageField.Provider => Text(field, 128, out report.Provider),
        UsageField.ModelVersion => Text(field, MaxNameBytes, out report.ModelVersion),
        UsageField.ServiceTier => Text(field, 64, out report.ServiceTier),
        UsageField.HostScope => Text(field, 128, out report.HostScope),
        UsageField.ApiFlavor => Text(field, 64, out ApiFlavor),
        UsageField.Error => ErrorText(out report.Error),
        UsageField.Status => Status(out report.Status),
        UsageField.RequestOrigin => Origin(out report.Origin),
        _ => throw new InvalidOperationException($"No reader for {field}."),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UsageFault? Text(UsageField field, int limit, out TextSlice text)
    {
        text = default;
        if (Json.TokenType != JsonTokenType.String)
        {
            return UsageFaults.WrongType(UsageFields.NameOf(field), "a text in quotes");
        }

        if (!TrySlice(out text))
        {
            return UsageFaults.BrokenText(UsageFields.NameOf(field));
        }

        text = Trimmed(text);
        return text.Length > limit ? UsageFaults.TextTooLong(UsageFields.NameOf(field), limit)
            : Json.ValueIsEscaped && buffer.AsSpan(text.Offset, text.Length).Contains((byte)0) ? UsageFaults.ControlCharacter(UsageFields.NameOf(field))
            : null;
    }

    /// <summary>False when the text's escapes make no text, such as half of a surrogate pair.</summary>
    private bool TrySlice(out TextSlice slice)
    {
        if (!Json.ValueIsEscaped)
        {
            slice = new TextSlice(lineOffset + (int)Json.TokenStartIndex + 1, Json.ValueSpan.Length);
            return true;
        }

        try
        {
            var length = Json.CopyString(buffer.AsSpan(scratch, Json.ValueSpan.Length));
            slice = new TextSlice(scratch, length);
            scratch += length;
            return true;
        }
        catch (InvalidOperationException)
        {
            slice = default;
            return false;
        }
    }

    /// <summary>Names are kept without blanks around them: SQL Server takes two that differ only in trailing blanks for the same.</summary>
    private TextSlice Trimmed(TextSlice text)
    {
        var (start, end) = (text.Offset, text.Offset + text.Length);
        while (start < end && buffer[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        while (end > start && buffer[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            end--;
        }

        return new TextSlice(start, end - start);
    }

    private UsageFault? ErrorText(out TextSlice text)
    {
        text = default;
        if (Json.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return null;
        }

        if (Json.TokenType != JsonTokenType.String)
        {
            return UsageFaults.WrongType("error", "a text in quotes");
        }

        if (!TrySlice(out text))
        {
            return UsageFaults.BrokenText("error");
        }

        if (text.Length > MaxErrorBytes)
        {
            var end = MaxErrorBytes;
            while ((buffer[text.Offset + end] & 0xC0) == 0x80)
            {
                end--;
            }

            text = text with { Length = end };
        }

        return null;
    }

    private UsageFault? Instant(out long micros)
    {
        micros = 0;
        if (Json.TokenType == JsonTokenType.String)
        {
            return IsoTime.TryParse(Json.ValueSpan, out micros) ? null : UsageFaults.UnknownTime("timestamp");
        }

        if (Json.TokenType != JsonTokenType.Number || !Json.TryGetDecimal(out var number))
        {
            return UsageFaults.UnknownTime("timestamp");
        }

        // Unix time: the size tells the unit (seconds until 2286, then milliseconds, then microseconds).
        var scaled = number switch
        {
            >= 100_000_000m and < 10_000_000_000m => number * 1_000_000m,
            >= 100_000_000_000m and < 10_000_000_000_000m => number * 1_000m,
            >= 100_000_000_000_000m and < 10_000_000_000_000_000m => number,
            _ => -1m,
        };
        micros = (long)scaled;
        return scaled < 0 ? UsageFaults.UnknownTime("timestamp") : null;
    }

    private UsageFault? Count(UsageField field, out int count) => Count(UsageFields.NameOf(field), out count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UsageFault? Count(string field, out int count)
    {
        count = 0;
        if (Json.TokenType != JsonTokenType.Number)
        {
            return UsageFaults.WrongType(field, "a whole number");
        }

        if (!Json.TryGetInt64(out var value))
        {
            if (!Json.TryGetDecimal(out var number))
            {
                return UsageFaults.Absurd(field, maxCount);
            }

            if (number != decimal.Truncate(number))
            {
                return UsageFaults.WrongType(field, "a whole number");
            }

            value = (long)Math.Clamp(number, long.MinValue, long.MaxValue);
        }

        count = (int)Math.Clamp(value, 0, maxCount);
        return value < 0 ? UsageFaults.Negative(field) : value > maxCount ? UsageFaults.Absurd(field, maxCount) : null;
    }

    private UsageFault? Milliseconds(out int value)
    {
        value = -1;
        if (Json.TokenType != JsonTokenType.Number || !Json.TryGetDouble(out var number))
        {
            return UsageFaults.WrongType("latency_ms", "a number of milliseconds");
        }

        value = (int)Math.Min(Math.Max(number, 0), int.MaxValue);
        return number < 0 ? UsageFaults.Negative("latency_ms") : null;
    }

    private UsageFault? Usd(UsageField field, out long nanos)
    {
        nanos = 0;
        var name = UsageFields.NameOf(field);
        decimal usd;
        var ok = Json.TokenType == JsonTokenType.Number ? Json.TryGetDecimal(out usd)
            : Utf8Parser.TryParse(Json.TokenType == JsonTokenType.String ? Json.ValueSpan : default, out usd, out var used) && used == Json.ValueSpan.Length;
        if (!ok)
        {
            return UsageFaults.WrongType(name, "an amount in USD");
        }

        if (usd is < 0 or > MaxUsd)
        {
            return usd < 0 ? UsageFaults.Negative(name) : UsageFaults.Absurd(name, (long)MaxUsd);
        }

        nanos = Money.ToNanos(usd);
        return null;
    }

    private UsageFault? Tags(out TextSlice tags)
    {
        tags = default;
        if (Json.TokenType != JsonTokenType.StartObject)
        {
            return UsageFaults.WrongType("tags", "an object of key–values");
        }

        tags = Whole();
        return tags.Length > MaxTagsBytes ? UsageFaults.TextTooLong("tags", MaxTagsBytes) : null;
    }

    /// <summary>The value with all that is in it.</summary>
    private TextSlice Whole()
    {
        var start = (int)Json.TokenStartIndex;
        Json.Skip();
        return new TextSlice(lineOffset + start, (int)Json.BytesConsumed - start);
    }

    private UsageFault? Layers(ref UsageReport report)
    {
        if (Json.TokenType != JsonTokenType.StartObject)
        {
            return UsageFaults.WrongType("layers", "an object with prompt_tokens, tool_tokens, memory_tokens, response_tokens");
        }

        var response = 0;
        var named = 0;
        UsageFault? fault = null;
        while (Json.Read() && Json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Json.ValueSpan;
            var layer = name.SequenceEqual("prompt_tokens"u8) ? 0 : name.SequenceEqual("tool_tokens"u8) ? 1
                : name.SequenceEqual("memory_tokens"u8) ? 2 : name.SequenceEqual("response_tokens"u8) ? 3 : 4;
            if (layer < 4 && (named & (1 << layer)) != 0)
            {
                fault ??= UsageFaults.DuplicateKey($"layers.{System.Text.Encoding.UTF8.GetString(name)}");
            }

            named |= 1 << layer;
            Json.Read();
            if (Json.TokenType == JsonTokenType.Null || layer == 4)
            {
                Json.Skip();
                continue;
            }

            fault ??= layer switch
            {
                0 => Count("layers.prompt_tokens", out report.PromptTokens),
                1 => Count("layers.tool_tokens", out report.ToolTokens),
                2 => Count("layers.memory_tokens", out report.MemoryTokens),
                _ => Count("layers.response_tokens", out response),
            };
            report.HasLayers |= layer < 3;
            Json.Skip();
        }

        report.ResponseTokens = response;
        return fault;
    }

    private UsageFault? Status(out UsageStatus status)
    {
        status = UsageStatus.Success;
        var text = Json.TokenType == JsonTokenType.String ? Json.ValueSpan : default;
        int code = text.Length switch
        {
            7 when System.Text.Ascii.EqualsIgnoreCase(text, "success"u8) => 0,
            5 when System.Text.Ascii.EqualsIgnoreCase(text, "retry"u8) => 1,
            8 when System.Text.Ascii.EqualsIgnoreCase(text, "fallback"u8) => 2,
            7 when System.Text.Ascii.EqualsIgnoreCase(text, "timeout"u8) => 3,
            5 when System.Text.Ascii.EqualsIgnoreCase(text, "error"u8) => 4,
            _ => -1,
        };
        status = (UsageStatus)Math.Max(code, 0);
        return code < 0 ? UsageFaults.UnknownValue("status", "success, retry, fallback, timeout, error") : null;
    }

    private UsageFault? Origin(out RequestOrigin origin)
    {
        origin = RequestOrigin.Unknown;
        var text = Json.TokenType == JsonTokenType.String ? Json.ValueSpan : default;
        origin = System.Text.Ascii.EqualsIgnoreCase(text, "user"u8) ? RequestOrigin.User
            : System.Text.Ascii.EqualsIgnoreCase(text, "scheduled"u8) ? RequestOrigin.Scheduled
            : System.Text.Ascii.EqualsIgnoreCase(text, "system"u8) ? RequestOrigin.System : RequestOrigin.Unknown;
        return origin == RequestOrigin.Unknown ? UsageFaults.UnknownValue("request_origin", "user, scheduled, system") : null;
    }
}
