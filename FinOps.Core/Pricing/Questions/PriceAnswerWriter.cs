using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Questions;

/// <summary>Writes an answer as one JSON object on one line. Money and rates are decimal texts, exact to the nano-USD.</summary>
internal static class PriceAnswerWriter
{
    /// <summary>For answers that are read by people too: only what JSON itself must escape.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(Utf8JsonWriter json, PriceQuestion question, PriceExplanation answer)
    {
        json.WriteStartObject();
        if (answer.Reason == UnpricedReason.None)
        {
            WriteCost(json, answer);
        }
        else
        {
            json.WriteString("unpriced", JsonNamingPolicy.SnakeCaseLower.ConvertName(answer.Reason.ToString()));
            json.WriteString("message", answer.Message);
            json.WriteString("cure", answer.Cure);
            WritePrice(json, "price", answer.Price, answer.PriceEndMicros);
        }

        WriteQuestion(json, question, answer);
        WriteNotes(json, question, answer);
        json.WriteEndObject();
    }

    /// <summary>What is wrong with a question.</summary>
    public static void Write(Utf8JsonWriter json, long line, UsageFault fault)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("line", line);
        json.WriteString("field", fault.Field);
        json.WriteString("reason", fault.Reason);
        json.WriteString("message", fault.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCost(Utf8JsonWriter json, PriceExplanation answer)
    {
        json.WriteStartArray("buckets");
        foreach (var charge in answer.Charges)
        {
            json.WriteStartObject();
            json.WriteString("bucket", charge.Kind);
            json.WriteNumber("tokens", charge.IsTokens ? charge.Count : 0);
            if (charge.IsTokens)
            {
                json.WriteString("rate_usd_per_1m", Text(charge.RateUsd));
            }
            else
            {
                json.WriteNumber("count", charge.Count);
                json.WriteString(charge.Unit == 1 ? "rate_usd" : "rate_usd_per_1k", Text(charge.RateUsd));
            }

            json.WriteString("cost_usd", Money.ToExactText(charge.CostNanos));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("tokens_usd", Money.ToExactText(answer.Charges.Where(c => c.IsTokens).Sum(c => c.CostNanos)));
        json.WriteString("fees_usd", Money.ToExactText(answer.Charges.Where(c => !c.IsTokens).Sum(c => c.CostNanos)));
        json.WriteString("total_usd", Money.ToExactText(answer.TotalNanos));
        json.WriteString("currency", Price.Usd);
        WritePrice(json, "price", answer.Price, answer.PriceEndMicros);
        WritePrice(json, "discount", answer.Discount, answer.Discount?.ValidToMicros);
        json.WriteString("service_tier", answer.Tier.ToString().ToLowerInvariant());
        if (answer.ContextTier is { } tier)
        {
            json.WriteStartObject("context_tier");
            json.WriteNumber("threshold", tier.Threshold);
            json.WriteBoolean("inclusive", tier.IsInclusive);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("context_tier");
        }
    }

    private static void WritePrice(Utf8JsonWriter json, string name, Price? price, long? endMicros)
    {
        if (price is null)
        {
            return;
        }

        json.WriteStartObject(name);
        if (price.Id > 0)
        {
            json.WriteNumber("id", price.Id);
        }
        else
        {
            json.WriteNull("id");
        }

        json.WriteString("kind", price.Kind.ToString().ToLowerInvariant());
        json.WriteString("provider", price.Provider);
        json.WriteString("model_pattern", price.ModelPattern);
        json.WriteString("match", price.Match.ToString().ToLowerInvariant());
        json.WriteString("host_scope", price.HostScope);
        json.WriteString("currency", price.Currency);
        json.WriteString("source", price.Source);
        json.WriteString("valid_from", At(price.ValidFromMicros));
        json.WriteString("valid_to", endMicros is { } end ? At(end) : null);
        json.WriteEndObject();
    }

    private static void WriteQuestion(Utf8JsonWriter json, PriceQuestion question, PriceExplanation answer)
    {
        var call = question.Call;
        json.WriteString("provider", call.Provider);
        json.WriteString("model", call.Model);
        if (answer.Mapping is { } mapping)
        {
            json.WriteString("base_model", mapping.BaseModel);
        }

        json.WriteString("host_scope", call.HostScope);
        json.WriteString("at", At(call.OccurredAtMicros));
        json.WriteString("rule", question.Rule is { } rule ? JsonNamingPolicy.SnakeCaseLower.ConvertName(rule.ToString()) : "canonical");
        var u = call.Usage;
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", u.InputTokens);
        json.WriteNumber("cached_input_tokens", u.CacheReadTokens);
        json.WriteNumber("cache_write_tokens", u.CacheWrite5mTokens);
        json.WriteNumber("cache_write_1h_tokens", u.CacheWrite1hTokens);
        json.WriteNumber("output_tokens", u.OutputTokens);
        json.WriteNumber("reasoning_tokens", u.ReasoningTokens);
        foreach (var (name, count) in (ReadOnlySpan<(string, int)>)
        [
            ("input_audio_tokens", u.InputAudioTokens), ("cached_audio_tokens", u.CacheReadAudioTokens), ("input_image_tokens", u.InputImageTokens),
            ("cached_image_tokens", u.CacheReadImageTokens), ("output_audio_tokens", u.OutputAudioTokens), ("output_image_tokens", u.OutputImageTokens),
            ("search_requests", u.SearchRequests),
        ])
        {
            if (count > 0)
            {
                json.WriteNumber(name, count);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteNotes(Utf8JsonWriter json, PriceQuestion question, PriceExplanation answer)
    {
        json.WriteStartArray("flags");
        foreach (var (code, _) in UsageFlagText.Of(question.Flags))
        {
            json.WriteStringValue(code);
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in answer.Notes.Concat(UsageFlagText.Of(question.Flags).Select(f => f.Text)).Concat(NotesOn(question)).Distinct())
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }

    private static IEnumerable<string> NotesOn(PriceQuestion question)
    {
        if (question.Call.Usage.Tier == ServiceTier.Standard && !ServiceTiers.IsStandard(question.ServiceTier))
        {
            yield return $"The service tier {question.ServiceTier} is not known: standard rates are charged.";
        }

        if (question.Ignored.Count > 0)
        {
            yield return $"Not known and ignored: {string.Join(", ", question.Ignored)}.";
        }
    }

    private static string At(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
