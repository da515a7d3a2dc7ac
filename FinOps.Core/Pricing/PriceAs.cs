using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>A wish to price the calls of a model that has no price as another model's.</summary>
public sealed class PriceAsDraft
{
    /// <summary>The model whose calls wait, as reported.</summary>
    public string Provider { get; set; } = "";
    public string Model { get; set; } = "";

    /// <summary>The model whose price is to count.</summary>
    public string SourceProvider { get; set; } = "";
    public string SourceModel { get; set; } = "";

    /// <summary>True to map the name, so that it follows the other model's price; false to copy that price as an own one, as it is now.</summary>
    public bool IsMapping { get; set; } = true;
    public DateTime? ValidFromUtc { get; set; }
    public string Reason { get; set; } = "";
}

/// <summary>What a wish would cost, before anything is stored.</summary>
/// <param name="Waiting">Calls that wait since the start that was named.</param>
/// <param name="Priced">Those of them that would have a price.</param>
/// <param name="CostNanos">What they would cost together, in nano-USD.</param>
/// <param name="IsEstimate">True when only the first calls were priced and the sum is scaled up to all.</param>
public sealed record PriceAsPreview(long Waiting, long Priced, long CostNanos, bool IsEstimate);

/// <summary>What became of a wish.</summary>
/// <param name="Faults">Why nothing was stored; empty when it was.</param>
public sealed record PriceAsResult(IReadOnlyList<PriceFault> Faults)
{
    /// <summary>Set when nothing was stored because the person must prove again who they are.</summary>
    public ProofNeeded? Proof { get; init; }
}

/// <summary>Prices the calls of a model as another model's: by a mapping of its name, or by a copy of the price.</summary>
public sealed class PriceAs(
    IDbContextFactory<FinOpsDbContext> contexts, DimensionNames names, PriceBook book, PriceEditor prices, ModelMappingEditor mappings, TimeProvider time)
{
    /// <summary>How many calls a preview prices before it estimates the rest.</summary>
    public const int MostPriced = 20_000;

    /// <summary>Whether a name can be mapped to the other model: mappings stay within a provider.</summary>
    public static bool CanMap(PriceAsDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return ProviderAliases.Canonical(draft.Provider) == ProviderAliases.Canonical(draft.SourceProvider);
    }

    /// <summary>What the waiting calls of all tenants would cost; null while no priced model is chosen.</summary>
    /// <exception cref="UnauthorizedAccessException">Not all tenants are in scope.</exception>
    public async Task<PriceAsPreview?> PreviewAsync(PriceAsDraft draft, TenantScope tenants, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.DemandAll();
        var snapshot = await book.CurrentAsync(cancellation);
        var copy = await CopyOfAsync(draft, cancellation);
        if (copy is null)
        {
            return null;
        }

        var models = await ModelIdsAsync(draft, cancellation);
        var from = draft.ValidFromUtc is { } start ? Instants.ToMicros(start) : long.MinValue;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var waiting = context.UsageRecords.AsNoTracking()
            .Where(r => r.PriceId == null && models.Contains(r.ModelId) && r.UnpricedReason != UnpricedReason.NoUsage && r.OccurredAtMicros >= from);
        var count = await waiting.LongCountAsync(cancellation);
        long priced = 0, cost = 0;
        await foreach (var record in waiting.OrderBy(r => r.OccurredAtMicros).ThenBy(r => r.Id).Take(MostPriced).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var usage = RecordQuantities.Of(record, RecordQuantities.ReportedFeesOf(record, null, null));
            var choice = new PriceChoice(copy, null, null);
            if (draft.IsMapping)
            {
                snapshot.For(draft.SourceProvider, draft.SourceModel, record.HostScope ?? "").At(record.OccurredAtMicros, usage.Tier, out choice);
            }

            if (choice.Price is { } price && PriceCalculator.Price(price, choice.Discount, usage, out var charged) == UnpricedReason.None)
            {
                priced++;
                cost += charged.TotalNanos;
            }
        }

        return count <= MostPriced
            ? new PriceAsPreview(count, priced, cost, false)
            : new PriceAsPreview(count, priced * count / MostPriced, (long)((decimal)cost * count / MostPriced), true);
    }

    /// <summary>Stores the mapping or the copy, or tells what is wrong with the wish.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage prices.</exception>
    public async Task<PriceAsResult> ApplyAsync(PriceAsDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(draft.IsMapping ? ProtectedActions.MapModel : ProtectedActions.AddPrice);
        if (draft.IsMapping && !CanMap(draft))
        {
            return new PriceAsResult([new PriceFault(nameof(draft.SourceModel), $"A name stands for a model of its own provider, {draft.Provider}. Copy the price instead.")]);
        }

        if (draft.IsMapping)
        {
            var mapping = new ModelMappingDraft { Provider = draft.Provider, Name = draft.Model, BaseModel = draft.SourceModel, ValidFromUtc = draft.ValidFromUtc, Reason = draft.Reason };
            return await mappings.AddAsync(mapping, actor, cancellation) switch
            {
                ModelMappingResult.Invalid bad => new PriceAsResult([.. bad.Faults.Select(Renamed)]),
                ModelMappingResult.Unproved unproved => new PriceAsResult([]) { Proof = unproved.Proof },
                _ => new PriceAsResult([]),
            };
        }

        if (await CopyOfAsync(draft, cancellation) is not { } source)
        {
            return new PriceAsResult([new PriceFault(nameof(draft.SourceModel), $"No price of {draft.SourceModel} is in force to be copied. Choose another model.")]);
        }

        var copy = new PriceDraft
        {
            Provider = draft.Provider,
            ModelPattern = draft.Model,
            ValidFromUtc = draft.ValidFromUtc,
            Reason = draft.Reason,
            Source = $"as {draft.SourceProvider} {draft.SourceModel}",
        };
        copy.CopyFigures(source);
        return await prices.AddAsync(copy, actor, cancellation) switch
        {
            PriceSaveResult.Invalid invalid => new PriceAsResult(invalid.Faults),
            PriceSaveResult.Unproved unproved => new PriceAsResult([]) { Proof = unproved.Proof },
            _ => new PriceAsResult([]),
        };
    }

    /// <summary>The row that a copy takes its figures from: what the other model costs now, or cost last.</summary>
    private async Task<Price?> CopyOfAsync(PriceAsDraft draft, CancellationToken cancellation)
    {
        if (draft.SourceModel.Length == 0)
        {
            return null;
        }

        var source = (await book.CurrentAsync(cancellation)).For(draft.SourceProvider, draft.SourceModel);
        source.At(time.NowMicros(), ServiceTier.Standard, out var choice);
        return choice.Price ?? source.Steps().LastOrDefault(s => s.Price is not null)?.Price;
    }

    private async Task<List<int>> ModelIdsAsync(PriceAsDraft draft, CancellationToken cancellation)
    {
        var ofProvider = await names.ModelIdsOfProvidersAsync([draft.Provider], cancellation);
        return [.. (await names.IdsOfAsync(DimensionKind.Model, [draft.Model], cancellation)).Intersect(ofProvider)];
    }

    private static PriceFault Renamed(PriceFault fault) =>
        fault.Field == nameof(ModelMappingDraft.BaseModel) ? fault with { Field = nameof(PriceAsDraft.SourceModel) } : fault;
}
