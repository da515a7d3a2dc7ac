using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers.Vendor;

namespace FinOps.Core.Pricing.Questions;

/// <summary>Reads one question: a line of the usage format of which only provider, model and usage are needed. Not thread-safe.</summary>
internal sealed class PriceQuestionReader(UsageOptions options, TimeProvider time)
{
    private const int MaxIgnored = 8;
    private readonly RawUsageLines rawLines = new(options.MaxTokensPerCall);

    /// <summary>Reads the JSON that lies in the buffer.</summary>
    /// <returns>Why it is no question; null when it is one.</returns>
    public UsageFault? Read(byte[] buffer, in UsageLine line, out PriceQuestion? question)
    {
        question = null;
        var json = buffer.AsSpan(line.Offset, line.Length);
        if (!Utf8.IsValid(json))
        {
            return UsageFaults.InvalidUtf8;
        }

        var report = new UsageReport { OccurredAtMicros = time.NowMicros() };
        var ignored = new List<string>();
        ulong seen = 0, named = 0;
        try
        {
            var fields = new FieldReader(buffer, line, options.MaxTokensPerCall);
            if (ReadObject(ref fields, ref report, ref seen, ref named, ignored) is { } broken)
            {
                return broken;
            }

            seen |= 1UL << (int)UsageField.Timestamp;
            if (rawLines.Fill(buffer, fields, named, ref report, ref seen) is { } unread)
            {
                return unread;
            }

            if (UsageRules.Check(ref report, seen, long.MaxValue, options) is { } fault)
            {
                return fault.Reason == "missing_field" && fault.Field is "input_tokens" or "output_tokens" ? WithUsage(fault) : fault;
            }
        }
        catch (JsonException e)
        {
            return UsageFaults.BrokenJson(e.Message);
        }

        question = QuestionOf(buffer, report, (named & (1UL << (int)UsageField.Usage)) != 0 ? rawLines.LastRule : null, ignored);
        return null;
    }

    private static UsageFault WithUsage(UsageFault fault) =>
        fault with { Message = $"{fault.Field} is missing. Send usage, the provider's own usage object, or input_tokens and output_tokens." };

    private static UsageFault? ReadObject(ref FieldReader fields, ref UsageReport report, ref ulong seen, ref ulong named, List<string> ignored)
    {
        if (!fields.Json.Read() || fields.Json.TokenType != JsonTokenType.StartObject)
        {
            return UsageFaults.NotAnObject;
        }

        while (fields.Json.Read() && fields.Json.TokenType == JsonTokenType.PropertyName)
        {
            var isAt = fields.Json.ValueTextEquals("at"u8);
            var field = isAt ? UsageField.Timestamp : fields.Json.ValueIsEscaped ? UsageField.Unknown : UsageFields.Find(fields.Json.ValueSpan);
            if (field == UsageField.Unknown && ignored.Count < MaxIgnored)
            {
                ignored.Add(Encoding.UTF8.GetString(fields.Json.ValueSpan) is { Length: <= 64 } name ? name : "(long name)");
            }

            fields.Json.Read();
            if (!Matters(field))
            {
                fields.Json.Skip();
                continue;
            }

            if ((named & (1UL << (int)field)) != 0)
            {
                return UsageFaults.DuplicateKey(isAt ? "at" : UsageFields.NameOf(field));
            }

            named |= 1UL << (int)field;
            if (fields.Json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            seen |= 1UL << (int)field;
            if ((isAt ? ReadAt(ref fields, ref report) : fields.Read(field, ref report)) is { } fault)
            {
                return fault;
            }
        }

        return fields.Json.Read() ? UsageFaults.NotAnObject : null;
    }

    /// <summary>A whole line of a usage log may stand as a question; who the call was for does not matter.</summary>
    private static bool Matters(UsageField field) => field switch
    {
        UsageField.Unknown or UsageField.Tags or UsageField.Layers or UsageField.CostUsd or UsageField.LatencyMs or UsageField.StreamTerminatedAtToken => false,
        UsageField.Model or UsageField.Provider or UsageField.ServiceTier => true,
        _ => field == UsageField.Timestamp || field > UsageField.Error,
    };

    /// <summary>The forms of the usage format, and a day alone.</summary>
    private static UsageFault? ReadAt(ref FieldReader fields, ref UsageReport report)
    {
        if (fields.Read(UsageField.Timestamp, ref report) is null)
        {
            return null;
        }

        var isText = fields.Json.TokenType == JsonTokenType.String && !fields.Json.ValueIsEscaped && fields.Json.ValueSpan.Length is >= 10 and <= 40 && fields.Json.ValueSpan[4] == '-';
        if (!isText || !DateTimeOffset.TryParse(
            Encoding.UTF8.GetString(fields.Json.ValueSpan), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return UsageFaults.UnknownTime("at");
        }

        report.OccurredAtMicros = Instants.ToMicros(at);
        return null;
    }

    private static PriceQuestion QuestionOf(byte[] buffer, in UsageReport report, VendorRule? rule, List<string> ignored)
    {
        var tier = Text(buffer, report.ServiceTier);
        var quantities = new UsageQuantities(
            report.InputTokens, report.CacheReadTokens, report.CacheWrite5mTokens, report.CacheWrite1hTokens, report.OutputTokens,
            report.SearchRequests, report.ToolFeesNanos, ServiceTiers.Of(buffer.AsSpan(report.ServiceTier.Offset, report.ServiceTier.Length), report.IsBatch))
        {
            ReasoningTokens = report.ReasoningTokens,
            InputAudioTokens = report.InputAudioTokens,
            CacheReadAudioTokens = report.CacheReadAudioTokens,
            InputImageTokens = report.InputImageTokens,
            CacheReadImageTokens = report.CacheReadImageTokens,
            OutputAudioTokens = report.OutputAudioTokens,
            OutputImageTokens = report.OutputImageTokens,
        };
        var call = new PricedCall(
            Text(buffer, report.Provider), Text(buffer, report.Names[(int)UsageField.Model]), Text(buffer, report.HostScope), report.OccurredAtMicros, quantities);
        return new PriceQuestion(call, rule, report.Flags, tier, ignored);
    }

    private static string Text(byte[] buffer, TextSlice text) => Encoding.UTF8.GetString(buffer, text.Offset, text.Length);
}
