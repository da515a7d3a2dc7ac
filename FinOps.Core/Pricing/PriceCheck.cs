using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Pricing;

/// <summary>A model in use whose price needs somebody's attention.</summary>
/// <param name="Model">The model with its calls of the last 30 days of usage.</param>
/// <param name="AgeDays">For how many days nobody looked the price up; null where there is no price.</param>
public sealed record PriceWarning(ModelInUse Model, int? AgeDays)
{
    public bool IsMissing => Model.Price is null;

    /// <summary>One sentence: what is wrong.</summary>
    public string Message => AgeDays is { } days
        ? $"The price was last looked up {days} days ago ({Model.Price!.Source})."
        : Model.Reason == UnpricedReason.NoPriceAtTime ? "No price is in force now." : "No price names this model.";
}

/// <summary>What a look over the prices in use found.</summary>
/// <param name="Models">Models in use.</param>
/// <param name="Warnings">Missing prices first, then old ones; dearest first.</param>
/// <param name="MaxAgeDays">From which age on a price counts as old.</param>
public sealed record PriceCheckReport(int Models, IReadOnlyList<PriceWarning> Warnings, int MaxAgeDays)
{
    public int Missing => Warnings.Count(w => w.IsMissing);

    public int Old => Warnings.Count(w => !w.IsMissing);

    /// <summary>The whole result in a sentence.</summary>
    public string Sentence => Warnings.Count == 0
        ? $"{Models:N0} models in use; each has a price that was looked up in the last {MaxAgeDays} days."
        : string.Join(" ", new[]
        {
            Missing > 0 ? $"{Missing:N0} of {Models:N0} models in use {(Missing == 1 ? "has" : "have")} no price." : "",
            Old > 0 ? $"{Old:N0} of {Models:N0} models in use {(Old == 1 ? "has a price" : "have prices")} that nobody looked up for more than {MaxAgeDays} days." : "",
        }.Where(s => s.Length > 0));
}

/// <summary>Looks whether every model in use has a price that is recent enough.</summary>
public sealed class PriceCheck(PriceQueries queries, IOptions<PricingOptions> options, TimeProvider time)
{
    public async Task<PriceCheckReport> RunAsync(TenantScope scope, CancellationToken cancellation)
    {
        var maxAge = options.Value.MaxPriceAgeDays;
        var inUse = await queries.InUseAsync(scope, cancellation);
        var now = time.NowMicros();
        var warnings = inUse.Select(model => WarningOf(model, now, maxAge)).OfType<PriceWarning>();
        return new PriceCheckReport(inUse.Count, [.. warnings.OrderByDescending(w => w.IsMissing)], maxAge);
    }

    private static PriceWarning? WarningOf(ModelInUse model, long now, int maxAge)
    {
        if (model.Price is not { } price)
        {
            return new PriceWarning(model, null);
        }

        var days = (int)((now - PriceAge.CheckedAtMicros(price)) / Instants.MicrosPerDay);
        return days > maxAge ? new PriceWarning(model, days) : null;
    }
}
