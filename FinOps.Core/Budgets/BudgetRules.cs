namespace FinOps.Core.Budgets;

/// <summary>What drafts may hold; every fault is told at once.</summary>
internal static class BudgetRules
{
    private const decimal MostUsd = 1_000_000_000m;
    private const int HighestBurst = 1000;
    private const int LongestName = 256;
    private static readonly DateOnly Earliest = new(2015, 1, 1);
    private static readonly DateOnly Latest = new(2100, 1, 1);

    public static IEnumerable<BudgetFault> Of(BudgetDraft draft, bool isNew) => Told(
    [
        .. draft.Scope.Parts.Select(p => (Name(p.Name), p.Part)),
        (Enum.IsDefined(draft.Period) ? null : "The period is daily or monthly.", "period"),
        (isNew && draft.AmountUsd is null ? "Give the amount in USD." : Amount(draft.AmountUsd), "amount_usd"),
        (draft.BurstPercent is < 100 or > HighestBurst ? $"A burst is a percentage of the amount from 101 to {HighestBurst}, such as 110; leave it empty for none." : null, "burst_percent"),
        (draft.Thresholds is { } t && BudgetThresholds.Read(t) is null ? $"Thresholds are whole percents, ascending, such as {BudgetThresholds.Default}; at most {BudgetThresholds.Most}." : null, "thresholds"),
        (draft.TimeZone is { Length: > 0 } zone && !IsZone(zone) ? $"{Clip(zone)} is no IANA time zone, such as Europe/Berlin." : null, "time_zone"),
        (AtMost(draft.Owner, BudgetModel.OwnerLength), "owner"),
        (AtMost(draft.Note, BudgetModel.NoteLength), "note"),
        (AtMost(draft.Reason, BudgetModel.NoteLength), "reason"),
        (draft.ValidFrom < Earliest || draft.ValidFrom >= Latest ? "The first day lies between 2015 and 2099." : null, "valid_from"),
        (draft.ValidTo > Latest ? "The end lies before 2100; leave it empty for no end." : null, "valid_to"),
    ]);

    /// <summary>Whether files and people call a time zone so: UTC, or a name with its region.</summary>
    public static bool IsZone(string zone) =>
        zone == "UTC" || (zone.Length <= BudgetModel.ZoneLength && zone.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _));

    private static IEnumerable<BudgetFault> Told((string? Message, string Field)[] checks) => checks.Where(c => c.Message is not null).Select(c => new BudgetFault(c.Field, c.Message!));

    private static string? Name(string name) =>
        name.Any(char.IsControl) ? "A name has no control characters." : name.Length > LongestName || System.Text.Encoding.UTF8.GetByteCount(name) > LongestName ? $"A name has at most {LongestName} bytes." : null;

    private static string? AtMost(string? text, int longest) => text?.Length > longest ? $"At most {longest:N0} characters." : null;

    private static string? Amount(decimal? usd) =>
        usd <= 0 ? "An amount is above zero; to let a scope spend nothing, pause it."
        : usd > MostUsd ? "At most 1,000,000,000 USD."
        : usd is { } amount && decimal.Round(amount, 9, MidpointRounding.ToEven) != amount ? "At most nine decimals."
        : null;

    private static string Clip(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
