using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FinOps.Core.Audit;

/// <summary>What binds an entry to the one before it.</summary>
internal static class AuditHash
{
    /// <summary>SHA-256 over the previous hash and the canonical JSON of the entry in UTF-8; docs/audit.md tells how to compute it elsewhere.</summary>
    public static byte[] Of(AuditEntry entry)
    {
        var json = Encoding.UTF8.GetBytes(CanonicalText(entry));
        var bytes = new byte[entry.PreviousHash.Length + json.Length];
        entry.PreviousHash.CopyTo(bytes, 0);
        json.CopyTo(bytes, entry.PreviousHash.Length);
        return SHA256.HashData(bytes);
    }

    /// <summary>Every column but the hashes, members in the order of their names.</summary>
    public static string CanonicalText(AuditEntry entry)
    {
        var text = new StringBuilder();
        Write(text, '{', "action", entry.Action);
        Write(text, ',', "address", entry.Address);
        Write(text, ',', "after", entry.After);
        Write(text, ',', "approval", entry.Approval);
        text.Append(CultureInfo.InvariantCulture, $",\"atMicros\":{entry.AtMicros}");
        Write(text, ',', "before", entry.Before);
        Write(text, ',', "name", entry.ActorName);
        Write(text, ',', "reason", entry.Reason);
        text.Append(CultureInfo.InvariantCulture, $",\"sequence\":{entry.Sequence}");
        Write(text, ',', "subject", entry.ActorSubject);
        Write(text, ',', "target", entry.Target);
        Write(text, ',', "tenant", entry.Tenant);
        Write(text, ',', "via", entry.Via);
        return text.Append('}').ToString();
    }

    private static void Write(StringBuilder text, char before, string name, string? value)
    {
        text.Append(before).Append('"').Append(name).Append("\":");
        if (value is null)
        {
            text.Append("null");
            return;
        }

        CanonicalJson.WriteString(text, value);
    }
}
