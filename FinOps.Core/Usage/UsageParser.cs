using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using FinOps.Core.Data;
using FinOps.Core.Usage.Readers.Vendor;

namespace FinOps.Core.Usage;

/// <summary>Turns canonical lines into validated reports. Not thread-safe: one parser for each import.</summary>
internal sealed class UsageParser(UsageOptions options, TimeProvider time)
{
    private const int MaxUnknownFields = 20;

    /// <summary>Lines that name one of these take the longer way.</summary>
    private const ulong RawFields = (1UL << (int)UsageField.Usage) | (1UL << (int)UsageField.HostScope);
    private readonly RawUsageLines rawLines = new(options.MaxTokensPerCall);
    private readonly SortedSet<string> unknownFields = new(StringComparer.Ordinal);
    private long latestMicros;

    /// <summary>Fields that the logs carry and the product does not know; at most 20 are remembered.</summary>
    public IReadOnlyCollection<string> UnknownFields => unknownFields;

    /// <summary>Parses all lines of a batch; faulty ones move to its rejected lines. Returns the number of reports written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Parse(UsageBatch batch, UsageReport[] reports)
    {
        latestMicros = time.NowMicros() + (options.MaxFutureHours * Instants.MicrosPerHour);
        var count = 0;
        foreach (ref readonly var line in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.Lines))
        {
            ref var report = ref reports[count];
            if (ParseLine(batch.Buffer, line, ref report) is { } fault)
            {
                batch.Reject(line, fault);
            }
            else
            {
                count++;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UsageFault? ParseLine(byte[] buffer, in UsageLine line, ref UsageReport report)
    {
        var json = buffer.AsSpan(line.Offset, line.Length);
        if (!Utf8.IsValid(json))
        {
            return UsageFaults.InvalidUtf8;
        }

        report = new UsageReport { LatencyMs = -1, StreamTerminatedAtToken = -1, LineNumber = line.LineNumber, RawOffset = line.RawOffset, RawLength = line.RawLength };
        ulong seen = 0;
        ulong named = 0;
        try
        {
            var fields = new FieldReader(buffer, line, options.MaxTokensPerCall);
            return ReadObject(ref fields, ref report, ref seen, ref named)
                ?? ((named & RawFields) == 0 ? null : rawLines.Fill(buffer, fields, named, ref report, ref seen))
                ?? UsageRules.Check(ref report, seen, latestMicros, options)
                ?? Identify(buffer, ref report);
        }
        catch (JsonException e)
        {
            return UsageFaults.BrokenJson(FirstSentence(e.Message));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UsageFault? ReadObject(ref FieldReader fields, ref UsageReport report, ref ulong seen, ref ulong named)
    {
        if (!fields.Json.Read() || fields.Json.TokenType != JsonTokenType.StartObject)
        {
            return UsageFaults.NotAnObject;
        }

        while (fields.Json.Read() && fields.Json.TokenType == JsonTokenType.PropertyName)
        {
            var field = fields.Json.ValueIsEscaped ? UsageField.Unknown : UsageFields.Find(fields.Json.ValueSpan);
            if (field == UsageField.Unknown)
            {
                Remember(ref fields);
                fields.Json.Read();
                fields.Json.Skip();
                continue;
            }

            if ((named & (1UL << (int)field)) != 0)
            {
                return UsageFaults.DuplicateKey(UsageFields.NameOf(field));
            }

            named |= 1UL << (int)field;
            fields.Json.Read();
            if (fields.Json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            seen |= 1UL << (int)field;
            if (fields.Read(field, ref report) is { } fault)
            {
                return fault;
            }
        }

        // Reading on proves that nothing follows the object.
        return fields.Json.Read() ? UsageFaults.NotAnObject : null;
    }

    private void Remember(ref FieldReader fields)
    {
        if (unknownFields.Count < MaxUnknownFields)
        {
            unknownFields.Add(System.Text.Encoding.UTF8.GetString(fields.Json.ValueSpan) is { Length: <= 64 } name ? name : "(long name)");
        }
    }

    private static UsageFault? Identify(byte[] buffer, ref UsageReport report)
    {
        EventIdentity.Set(buffer, ref report);
        return null;
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end > 0 ? message[..(end + 1)] : message;
    }
}
