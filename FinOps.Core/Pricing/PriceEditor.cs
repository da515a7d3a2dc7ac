using System.Data;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>Adds prices. Nothing is ever edited: a correction is a new row that supersedes the wrong one, with who and why.</summary>
public sealed class PriceEditor(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, StepUp stepUp, TimeProvider time)
{
    /// <summary>Stores a price, or tells every fault of the draft.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage prices.</exception>
    public async Task<PriceSaveResult> AddAsync(PriceDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.AddPrice);
        if (stepUp.Check(actor) is { } proof)
        {
            return new PriceSaveResult.Unproved(proof);
        }

        var check = PriceDraftCheck.Of(draft, time.NowMicros(), actor.Name);
        if (check.Faults.Count > 0)
        {
            return new PriceSaveResult.Invalid(check.Faults);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
        if (await ClashAsync(context, check.Row, cancellation) is { } clash)
        {
            return new PriceSaveResult.Invalid([clash]);
        }

        context.Prices.Add(check.Row);
        await NoteAsync(context, check.Row, actor, cancellation);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        book.Invalidate();
        return new PriceSaveResult.Saved(check.Row.Id);
    }

    private static async Task NoteAsync(FinOpsDbContext context, Price row, Actor actor, CancellationToken cancellation)
    {
        var replaced = row.SupersedesId is { } id ? await context.Prices.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellation) : null;
        AuditTrail.AddSaved(
            context, actor, replaced is null ? "price.add" : "price.supersede", () => $"price:{row.Id}", replaced is null ? null : PriceFacts.Of(replaced), () => PriceFacts.Of(row), row.Note);
    }

    private static async Task<PriceFault?> ClashAsync(FinOpsDbContext context, Price row, CancellationToken cancellation)
    {
        if (row.SupersedesId is { } id)
        {
            var replaced = await context.Prices.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellation);
            if (replaced is null)
            {
                return new PriceFault(nameof(PriceDraft.SupersedesId), "The price to replace does not exist.");
            }

            var newer = await context.Prices.AsNoTracking().FirstOrDefaultAsync(p => p.SupersedesId == id, cancellation);
            return !IsSameModel(replaced, row) ? new PriceFault(nameof(PriceDraft.ModelPattern), "A price can only replace one of the same kind, provider, model, host scope and service tier; add a new price instead.")
                : newer is not null ? new PriceFault(nameof(PriceDraft.SupersedesId), $"{newer.CreatedBy} replaced this price already; open the newest one.")
                : null;
        }

        var twins = await context.Prices.AsNoTracking()
            .Where(p => p.Kind == row.Kind && p.Provider == row.Provider && p.ModelPattern == row.ModelPattern && p.ValidFromMicros == row.ValidFromMicros)
            .ToListAsync(cancellation);
        return twins.Any(p => p.Match == row.Match && p.HasSamePlace(row))
            ? new PriceFault(nameof(PriceDraft.ValidFromUtc), "There is a price with this start already; replace that one.")
            : null;
    }

    private static bool IsSameModel(Price one, Price other) =>
        one.Kind == other.Kind
        && one.Match == other.Match
        && one.HostScope == other.HostScope
        && one.Tier == other.Tier
        && one.IsDiscount == other.IsDiscount
        && string.Equals(one.ModelPattern, other.ModelPattern, StringComparison.OrdinalIgnoreCase)
        && ProviderAliases.Canonical(one.Provider) == ProviderAliases.Canonical(other.Provider);
}
