using System.Data;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>The list prices that come with the program.</summary>
public sealed class PriceCatalog(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, TimeProvider time)
{
    /// <summary>Who stored the rows that come with the program.</summary>
    internal const string Author = "catalog";
    private static readonly Lazy<IReadOnlyList<Price>> BuiltIn = new(ReadBuiltIn);

    /// <summary>The built-in price rows, not yet stored.</summary>
    public static IReadOnlyList<Price> Rows => BuiltIn.Value;

    /// <summary>
    /// Stores the catalog rows that the database lacks; returns how many. A row whose figures changed becomes a new version that
    /// supersedes the old one. Safe to call at every start and from several processes.
    /// </summary>
    public Task<int> SeedAsync(CancellationToken cancellation) => SeedAsync(Rows, cancellation);

    internal async Task<int> SeedAsync(IReadOnlyList<Price> rows, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if ((await MissingAsync(context, rows, cancellation)).Count == 0)
        {
            return 0;
        }

        // Two programs may start at once: look again where nobody else can write.
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
        var missing = await MissingAsync(context, rows, cancellation);
        await PriceRows.AddAsync(context, missing, cancellation);
        if (missing.Count > 0)
        {
            AuditTrail.Add(context, Actor.System("Start", "job"), "catalog.apply", "catalog:built-in", null, new { Rows = missing.Count });
            await context.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        book.Invalidate();
        return missing.Count;
    }

    private static IReadOnlyList<Price> ReadBuiltIn()
    {
        using var text = CatalogFile.Open("prices.csv");
        return CatalogReader.Read(text);
    }

    private static PriceKey KeyOf(Price price) => new(
        price.Provider, price.HostScope, price.Match, price.ModelPattern, price.Tier, price.DailyFromMinute, price.DailyToMinute, price.WeekDays, price.ValidFromMicros);

    private async Task<List<Price>> MissingAsync(FinOpsDbContext context, IReadOnlyList<Price> rows, CancellationToken cancellation)
    {
        // What people imported stays: only the program's own rows are compared with its list.
        var stored = await context.Prices.AsNoTracking().Where(p => p.Kind == PriceKind.Catalog && p.CreatedBy == Author).OrderBy(p => p.Id).ToListAsync(cancellation);
        var newest = new Dictionary<PriceKey, Price>();
        foreach (var price in stored)
        {
            newest[KeyOf(price)] = price;
        }

        var now = time.NowMicros();
        var missing = new List<Price>();
        foreach (var row in rows)
        {
            var known = newest.GetValueOrDefault(KeyOf(row));
            if (known is null || !known.ChargesLike(row))
            {
                missing.Add(row.AsNew(known?.Id, now, Author));
            }
        }

        return missing;
    }

    private readonly record struct PriceKey(
        string Provider, string HostScope, ModelMatch Match, string Pattern, ServiceTier? Tier, int? DailyFrom, int? DailyTo, byte WeekDays, long From);
}
