namespace FinOps.Core.Pricing;

/// <summary>What makes sense in a draft, field by field.</summary>
internal static class PriceDraftRules
{
    private const string AllDays = "Choose the days, or none for every day.";

    /// <summary>Every fault, each with its field and cure.</summary>
    public static IEnumerable<PriceFault> FaultsOf(PriceDraft draft) =>
        from rule in new[] { Names(draft), Rates(draft), Tiers(draft), Money(draft), Period(draft), Words(draft) }.SelectMany(r => r)
        where rule.IsWrong
        select new PriceFault(rule.Field, rule.Message);

    private static IEnumerable<Rule> Names(PriceDraft draft)
    {
        yield return new(draft.Kind == PriceKind.Catalog, nameof(draft.Kind), "Choose own price or contract; the catalog comes with the program.");
        yield return new(string.IsNullOrWhiteSpace(draft.Provider), nameof(draft.Provider), "Name the provider as it stands in the logs.");
        yield return new(draft.Provider.Length > 128, nameof(draft.Provider), "At most 128 characters.");
        yield return new(draft.HostScope.Length > 128, nameof(draft.HostScope), "At most 128 characters.");
        yield return new(draft.HostScope.Trim() is ['/', ..] or [.., '/'], nameof(draft.HostScope), "Name a place such as us-east-1 or data-zone/eu, without a slash at its ends.");
        yield return new(string.IsNullOrWhiteSpace(draft.ModelPattern), nameof(draft.ModelPattern), "Name the model as it stands in the logs.");
        yield return new(draft.ModelPattern.Length > 256, nameof(draft.ModelPattern), "At most 256 characters.");
        if (draft.Match == ModelMatch.Regex && !ModelPattern.TryCompile(draft.ModelPattern.Trim(), out _, out var fault))
        {
            yield return new(true, nameof(draft.ModelPattern), $"No regular expression that can be used: {fault}");
        }
    }

    private static IEnumerable<Rule> Rates(PriceDraft draft)
    {
        if (draft.DiscountPercent is null)
        {
            yield return new(draft.Rates is { InputPer1M: null, OutputPer1M: null }, "Rates.InputPer1M", "Give the price of input or output tokens; 0 means free.");
            yield break;
        }

        const string Either = "A discount has no figures of its own: it is taken off the price that holds without it.";
        yield return new(draft.Kind != PriceKind.Contract, nameof(draft.DiscountPercent), "Only a contract can be a discount; choose contract as the kind.");
        yield return new(!draft.Rates.IsEmpty, "Rates.InputPer1M", Either);
        yield return new(draft.ContextTiers.Count > 0, "ContextTiers[0].Threshold", Either);
        yield return new(draft.SearchUsdPer1K is not null, nameof(draft.SearchUsdPer1K), Either);
        yield return new(draft.RequestsUsdPer1K is not null, nameof(draft.RequestsUsdPer1K), Either);
        yield return new(draft.BatchFactor is not null, nameof(draft.BatchFactor), Either);
        yield return new(draft.FlexFactor is not null, nameof(draft.FlexFactor), Either);
        yield return new(draft.PriorityFactor is not null, nameof(draft.PriorityFactor), Either);
    }

    private static IEnumerable<Rule> Tiers(PriceDraft draft)
    {
        for (var i = 0; i < draft.ContextTiers.Count; i++)
        {
            var tier = draft.ContextTiers[i];
            var field = $"{nameof(draft.ContextTiers)}[{i}]";
            yield return new(tier.Threshold is null or <= 0, $"{field}.{nameof(tier.Threshold)}", "Say from how many input tokens these rates apply.");
            yield return new(draft.ContextTiers.FindIndex(t => t.Threshold == tier.Threshold) < i, $"{field}.{nameof(tier.Threshold)}", "Another tier begins there already.");
            for (var rate = 0; rate < TokenRate.All.Count; rate++)
            {
                yield return new(draft.Rates[rate] is not null && tier.Rates[rate] is null, $"{field}.{nameof(tier.Rates)}.{TokenRate.All[rate].Name}",
                    "Give this rate too: beyond the threshold the whole request is charged at these rates.");
            }
        }

        const string OwnRates = "A price for one service tier needs no factor: its rates are what is charged.";
        yield return new(draft.Tier is not null && draft.BatchFactor is not null, nameof(draft.BatchFactor), OwnRates);
        yield return new(draft.Tier is not null && draft.FlexFactor is not null, nameof(draft.FlexFactor), OwnRates);
        yield return new(draft.Tier is not null && draft.PriorityFactor is not null, nameof(draft.PriorityFactor), OwnRates);
    }

    private static IEnumerable<Rule> Money(PriceDraft draft)
    {
        var currency = draft.Currency.Trim();
        yield return new(currency.Length != 3 || !currency.All(char.IsAsciiLetter), nameof(draft.Currency), "Give the three letters of a currency, such as EUR.");
        var isUsd = string.Equals(currency, Price.Usd, StringComparison.OrdinalIgnoreCase);
        yield return new(!isUsd && draft.UsdPerUnit is null or 0, nameof(draft.UsdPerUnit), "Say what one unit of the currency is in USD.");
        yield return new(isUsd && draft.UsdPerUnit is not null and not 1, nameof(draft.UsdPerUnit), "Leave this empty for prices in USD.");
    }

    private static IEnumerable<Rule> Period(PriceDraft draft)
    {
        yield return new(draft.ValidFromUtc is null, nameof(draft.ValidFromUtc), "Say from when the price applies.");
        yield return new(draft.ValidToUtc <= draft.ValidFromUtc, nameof(draft.ValidToUtc), "The end must be after the start.");
        yield return new(draft.DailyFrom is null && draft.DailyTo is not null, nameof(draft.DailyFrom), "Give both ends of the hours, or neither.");
        yield return new(draft.DailyFrom is not null && draft.DailyTo is null, nameof(draft.DailyTo), "Give both ends of the hours, or neither.");
        yield return new(draft.DailyFrom is { } from && draft.DailyTo == from, nameof(draft.DailyTo), "The hours must not end where they begin; leave both empty for the whole day.");
        yield return new(draft.WeekDays > 127, nameof(draft.WeekDays), AllDays);
    }

    private static IEnumerable<Rule> Words(PriceDraft draft)
    {
        yield return new(string.IsNullOrWhiteSpace(draft.Reason), nameof(draft.Reason), "Say why, for those who look at the figures later.");
        yield return new(draft.Reason.Length > 1024, nameof(draft.Reason), "At most 1,024 characters.");
        yield return new(draft.Source.Length > 512, nameof(draft.Source), "At most 512 characters.");
    }

    private readonly record struct Rule(bool IsWrong, string Field, string Message);
}
