using System.Data;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>What to take over from a list.</summary>
/// <param name="FromUtc">The first instant at which the prices hold; what the list dates later keeps its date.</param>
/// <param name="Reason">Why; kept with every row.</param>
/// <param name="Keys">The rows to take over.</param>
public sealed record CatalogImportRequest(DateTime FromUtc, string Reason, IReadOnlySet<CatalogKey> Keys)
{
    /// <summary>Stores chosen rows that changed nothing too, so that it is kept that their prices were looked up again.</summary>
    public bool ConfirmsUnchanged { get; init; }
}

/// <summary>What became of an import.</summary>
public abstract record CatalogImportResult
{
    private CatalogImportResult()
    {
    }

    /// <summary>The prices are stored.</summary>
    /// <param name="Rows">Price rows that were added.</param>
    /// <param name="Changes">Rows of the list that were taken over.</param>
    /// <param name="Unchanged">Chosen rows that the book charges already.</param>
    public sealed record Applied(int Rows, int Changes, int Unchanged) : CatalogImportResult;

    /// <summary>Nothing was stored; every fault is listed.</summary>
    public sealed record Invalid(IReadOnlyList<PriceFault> Faults) : CatalogImportResult;

    /// <summary>The person must prove again who they are; nothing was stored.</summary>
    public sealed record Unproved(ProofNeeded Proof) : CatalogImportResult;
}

/// <summary>Compares price lists with the catalog and takes over what was chosen. Own and contract prices stay above whatever a list says.</summary>
public sealed class CatalogImport(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, StepUp stepUp, TimeProvider time)
{
    private const int MaxNote = 1_024;
    private const int MostNamed = 200;

    /// <summary>What the list would change from a date on, and where other lists disagree with it by more than 1 %. Stores nothing.</summary>
    public async Task<CatalogDiff> DiffAsync(PriceFile file, DateTime fromUtc, IReadOnlyList<PriceFile> others, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(others);
        return CatalogDiffer.Of(file, (await book.CurrentAsync(cancellation)).Prices, Instants.ToMicros(fromUtc), others);
    }

    /// <summary>
    /// Stores the chosen rows in one transaction: a changed price becomes a new version that supersedes the older one at the date.
    /// The same call again adds nothing, because what the book charges already is not stored again.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage prices.</exception>
    public async Task<CatalogImportResult> ApplyAsync(PriceFile file, CatalogImportRequest request, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ImportPrices);
        if (stepUp.Check(actor) is { } proof)
        {
            return new CatalogImportResult.Unproved(proof);
        }

        if (Faults(request) is { Count: > 0 } faults)
        {
            return new CatalogImportResult.Invalid(faults);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
        var stored = await context.Prices.AsNoTracking().OrderBy(p => p.Id).ToListAsync(cancellation);
        var chosen = Chosen(CatalogDiffer.Of(file, stored, Instants.ToMicros(request.FromUtc), []), request.Keys);
        var now = time.NowMicros();
        var confirmed = request.ConfirmsUnchanged ? chosen.Select(c => c.Confirmation).OfType<Price>() : [];
        var rows = chosen.SelectMany(c => c.Next).Concat(confirmed).Select(p => ToStore(p, request.Reason.Trim(), now, actor)).ToList();
        await PriceRows.AddAsync(context, rows, cancellation);
        if (rows.Count > 0)
        {
            AuditTrail.Add(context, actor, "catalog.apply", $"catalog:{file.Format}", null, Facts(rows, request), request.Reason.Trim());
            await context.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        if (rows.Count > 0)
        {
            book.Invalidate();
        }

        return new CatalogImportResult.Applied(rows.Count, chosen.Count(c => c.Next.Count > 0), chosen.Count(c => c.Next.Count == 0));
    }

    /// <summary>What was asked for, and the same names at other places: their wider patterns would no longer reach them.</summary>
    private static List<CatalogChange> Chosen(CatalogDiff diff, IReadOnlySet<CatalogKey> keys)
    {
        var names = keys.Select(k => k with { HostScope = "" }).ToHashSet();
        return [.. diff.Changes.Where(c => keys.Contains(c.Key) || (c is { IsPricedByOther: true, Kind: CatalogChangeKind.Changed } && names.Contains(c.Key with { HostScope = "" })))];
    }

    /// <summary>The first models by name and all by number: each price row tells itself where it comes from and what it supersedes.</summary>
    private static object Facts(List<Price> rows, CatalogImportRequest request) => new
    {
        From = request.FromUtc,
        Rows = rows.Count,
        FirstPrice = rows.Min(r => r.Id),
        LastPrice = rows.Max(r => r.Id),
        Models = rows.Select(r => $"{r.Provider} {r.ModelPattern}").Distinct(StringComparer.Ordinal).Take(MostNamed).ToList(),
    };

    private static Price ToStore(Price next, string reason, long now, Actor actor)
    {
        var row = next.AsNew(next.SupersedesId, now, actor.Name);
        row.Kind = PriceKind.Catalog;
        row.Note = next.Note is { Length: > 0 } note && reason.Length + note.Length + 1 <= MaxNote ? $"{reason} {note}" : reason;
        return row;
    }

    private static List<PriceFault> Faults(CatalogImportRequest request)
    {
        var faults = new List<PriceFault>();
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            faults.Add(new PriceFault(nameof(request.Reason), "Say why, for those who look at the figures later."));
        }
        else if (request.Reason.Trim().Length > MaxNote)
        {
            faults.Add(new PriceFault(nameof(request.Reason), "At most 1,024 characters."));
        }

        if (request.FromUtc < DateTime.UnixEpoch || request.FromUtc.Year > 2100)
        {
            faults.Add(new PriceFault(nameof(request.FromUtc), "Choose a date between 1970 and 2100."));
        }

        if (request.Keys.Count == 0)
        {
            faults.Add(new PriceFault(nameof(request.Keys), "Choose at least one price."));
        }

        return faults;
    }
}
