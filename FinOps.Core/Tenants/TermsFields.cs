namespace FinOps.Core.Tenants;

/// <summary>The words of files and calls.</summary>
public static class TermsFields
{
    /// <summary>The column or member that a draft's property stands in.</summary>
    public static string ColumnOf(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field switch
        {
            nameof(TenantDraft.Key) => "tenant",
            nameof(ContractDraft.StartDay) => "start",
            nameof(ContractDraft.EndDay) => "end",
            _ => string.Concat(field.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString())),
        };
    }

    public static string WordOf(RevenueKind kind) => kind switch
    {
        RevenueKind.Subscription => "subscription",
        RevenueKind.Usage => "usage",
        RevenueKind.OneOff => "one_off",
    };

    /// <summary>The kind of a word; null when it is none.</summary>
    public static RevenueKind? KindOf(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Enum.GetValues<RevenueKind>().Where(k => WordOf(k).Equals(word, StringComparison.OrdinalIgnoreCase)).Select(k => (RevenueKind?)k).FirstOrDefault();
    }
}
