using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Layers;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Claims;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Records;

/// <summary>Reads one call with all that explains its cost.</summary>
public sealed class RecordDetailQueries(IDbContextFactory<FinOpsDbContext> contexts, DimensionNames names, PriceBook book)
{
    /// <summary>The call of a number; null when there is none in scope. The import that brought it is named only to who sees all tenants.</summary>
    public async Task<RecordDetail?> FindAsync(long id, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var record = await context.UsageRecords.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellation);
        if (record is null)
        {
            return null;
        }

        var known = await NamesAsync(record, cancellation);
        if (!scope.Allows(known.Tenant.Length == 0 ? null : known.Tenant))
        {
            return null;
        }

        var import = !scope.IsAll ? null : await context.ImportFiles.Where(f => f.Id == record.ImportFileId).Select(f => f.Name).FirstOrDefaultAsync(cancellation);
        var prices = await book.CurrentAsync(cancellation);
        return Explain(record, known, import, prices);
    }

    private static RecordDetail Explain(UsageRecord record, RecordNames names, string? import, PriceSnapshot prices)
    {
        var price = RowOf(prices, record.PriceId);
        var discount = RowOf(prices, record.DiscountPriceId);

        // Fees below those of the price mean that they were computed by other rules; the comparison with the stored cost tells.
        var usage = RecordQuantities.Of(record, Math.Max(0, RecordQuantities.ReportedFeesOf(record, price, discount)));
        var call = new PricedCall(names.Provider, names.Model, record.HostScope ?? "", record.OccurredAtMicros, usage);
        var isConsistent = PriceCalculator.IsConsistent(usage);
        var today = isConsistent && record.UnpricedReason != UnpricedReason.NoUsage ? PriceExplanation.Of(prices, call) : null;
        var why = !isConsistent ? null
            : record.UnpricedReason == UnpricedReason.NoUsage ? PriceExplanation.WithoutUsage(call)
            : price is null ? today
            : PriceExplanation.By(prices, new PriceChoice(price, discount, today?.Price?.Id == price.Id ? today.Mapping : null), call);
        return new RecordDetail(record, names, import)
        {
            Call = call,
            Why = why,
            Today = today is null || (today.Cost == RecordDetail.CostOf(record) && today.Price?.Id == record.PriceId && today.Discount?.Id == record.DiscountPriceId) ? null : today,
            Layers = LayerSplit.Of(new LayerTokens(record.PromptTokens, record.ToolTokens, record.MemoryTokens, record.UnsplitTokens), usage, RecordDetail.CostOf(record)),
            ClaimFinding = price is not null && isConsistent && record.ClaimedCostNanos is { } claimed
                ? ClaimQueries.CauseOf(new ClaimedCall(usage, price, discount, RecordDetail.CostOf(record), claimed), prices.Prices)
                : null,
        };
    }

    private static Price? RowOf(PriceSnapshot prices, int? id) => id is { } known ? prices.Prices.FirstOrDefault(p => p.Id == known) : null;

    private async Task<RecordNames> NamesAsync(UsageRecord r, CancellationToken cancellation)
    {
        int[] ids = [r.TenantId, r.FeatureId, r.ModelId, r.UserId, r.TeamId, r.RouteId, r.TaskId, r.EnvironmentId];
        var known = await names.NamesOfAsync(ids.Where(id => id != 0).ToHashSet(), cancellation);
        var (provider, model) = known.GetValueOrDefault(r.ModelId, ("", ""));
        string Name(int id) => known.GetValueOrDefault(id, ("", "")).Item2;
        return new RecordNames(Name(r.TenantId), Name(r.FeatureId), provider, model, Name(r.UserId), Name(r.TeamId), Name(r.RouteId), Name(r.TaskId), Name(r.EnvironmentId));
    }
}
