using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Months;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>What the entries of a batch are told apart by. Price 0 means none.</summary>
internal readonly record struct CorrectionKey(int Month, bool IsMonthClosed, int Tenant, int Feature, int Model, int OldPriceId, int NewPriceId);

/// <summary>What a batch changed for one key, in nano-USD.</summary>
internal sealed class CorrectionSums
{
    public long Records;
    public long BeforeNanos;
    public UsageCost Delta;

    public void Add(CorrectionSums more)
    {
        Records += more.Records;
        BeforeNanos += more.BeforeNanos;
        Add(more.Delta, default);
    }

    /// <summary>Adds a difference.</summary>
    public void Add(in UsageCost now, in UsageCost before) => Delta = new UsageCost(
        Delta.InputNanos + now.InputNanos - before.InputNanos,
        Delta.CacheReadNanos + now.CacheReadNanos - before.CacheReadNanos,
        Delta.CacheWriteNanos + now.CacheWriteNanos - before.CacheWriteNanos,
        Delta.OutputNanos + now.OutputNanos - before.OutputNanos,
        Delta.FeeNanos + now.FeeNanos - before.FeeNanos);
}

/// <summary>
/// The records of one transaction with their new figures, and what follows from them: increments of the rollups, correction entries, and what the
/// imports cost now. All is computed beside the transaction before; the writer only stores it.
/// </summary>
internal sealed class RerateBatch
{
    private readonly List<RerateRow> changes = [];
    private readonly Dictionary<CorrectionKey, CorrectionSums> entries = [];
    private readonly Dictionary<int, (long Unpriced, long Delta)> files = [];
    private readonly long[] measures = new long[Measures.Count];
    private (int Number, int FromHour, int ToHour) month;
    private RerateRow row;

    /// <summary>The records that change.</summary>
    public ReadOnlySpan<RerateRow> Changes => CollectionsMarshal.AsSpan(changes);

    public RollupBuilder Rollups { get; } = new();

    public IReadOnlyDictionary<CorrectionKey, CorrectionSums> Entries => entries;

    public IEnumerable<(int ImportFileId, long Unpriced, long Delta)> Files => files.Where(f => f.Value != default).Select(f => (f.Key, f.Value.Unpriced, f.Value.Delta));

    /// <summary>The months that were closed when the batch was read.</summary>
    public ClosedMonths Closed { get; private set; } = ClosedMonths.None;

    /// <summary>The budgets when the batch was read.</summary>
    public BudgetBook Book { get; private set; } = BudgetBook.Empty;

    /// <summary>Everything up to here, and nothing before <see cref="AfterId"/> and including it, has been looked at.</summary>
    public long EndId { get; private set; }

    public long AfterId { get; private set; }

    public long Read { get; private set; }

    public long Changed { get; private set; }

    public long Priced { get; private set; }

    public long Unpriced { get; private set; }

    public long DeltaNanos { get; private set; }

    public long ClosedDeltaNanos { get; private set; }

    /// <summary>True when nothing is left behind it.</summary>
    public bool IsLast { get; private set; }

    /// <summary>True to keep sums only, for a look ahead.</summary>
    public bool IsPreview { get; init; }

    public void Clear(long afterId, ClosedMonths closed, BudgetBook book)
    {
        changes.Clear();
        entries.Clear();
        files.Clear();
        Rollups.Clear();
        Rollups.Segments.Use(book);
        Book = book;
        (AfterId, EndId, Closed, IsLast) = (afterId, afterId, closed, false);
        (Read, Changed, Priced, Unpriced, DeltaNanos, ClosedDeltaNanos) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>Rates the record that a reader stands on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add<TValues>(TValues record, IRecordRater rater)
        where TValues : IRecordValues
    {
        RerateReader.Read(record, ref row);
        EndId = Math.Max(EndId, row.Id);
        Read++;
        if (row.OccurredAtMicros < Closed.KeptFromMicros)
        {
            // It is about to be removed, and what its week adds up to is settled.
            return;
        }

        var isClosed = Closed.Any && Closed.Cover(row.Hour);
        rater.Rate(ref row, isClosed);
        if (row.New.IsSamePriceAs(row.Old) && row.New.CorrectionNanos == row.Old.CorrectionNanos)
        {
            return;
        }

        Note(isClosed);
        if (!IsPreview)
        {
            changes.Add(row);
            AddToRollups();
        }
    }

    /// <summary>Call once, behind the last record.</summary>
    /// <param name="throughId">Where the run ends.</param>
    /// <param name="isLast">Whether the reader found no more.</param>
    public void End(long throughId, bool isLast)
    {
        IsLast = isLast;
        EndId = isLast ? Math.Max(throughId, AfterId) : EndId;
    }

    private void Note(bool isClosed)
    {
        var delta = row.DeltaNanos;
        Changed++;
        Priced += row.Old.PriceId == 0 && row.New.PriceId != 0 ? 1 : 0;
        Unpriced += row.Old.PriceId != 0 && row.New.PriceId == 0 ? 1 : 0;
        DeltaNanos += delta;
        ClosedDeltaNanos += isClosed ? delta : 0;
        if (row.New.PriceId != row.Old.PriceId || row.New.Cost != row.Old.Cost)
        {
            NoteEntry(isClosed);
        }

        if (row.ImportFileId != 0)
        {
            ref var file = ref CollectionsMarshal.GetValueRefOrAddDefault(files, row.ImportFileId, out _);
            file.Unpriced += (row.New.PriceId == 0 ? 1 : 0) - (row.Old.PriceId == 0 ? 1 : 0);
            file.Delta += delta;
        }
    }

    private void NoteEntry(bool isClosed)
    {
        var key = new CorrectionKey(MonthOf(row.Hour), isClosed, row.Key.Tenant, row.Key.Feature, row.Key.Model, row.Old.PriceId, row.New.PriceId);
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(entries, key, out _);
        sums ??= new CorrectionSums();
        sums.Records++;
        sums.BeforeNanos += row.Old.Cost.TotalNanos;
        sums.Add(row.New.Cost, row.Old.Cost);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddToRollups()
    {
        var m = measures;
        var (old, now) = (row.Old, row.New);
        var delta = row.DeltaNanos;
        m[(int)Measure.UnpricedRequests] = (now.Reason == UnpricedReason.None ? 0 : 1) - (old.Reason == UnpricedReason.None ? 0 : 1);
        m[(int)Measure.InputCostNanos] = now.Cost.InputNanos - old.Cost.InputNanos;
        m[(int)Measure.CacheReadCostNanos] = now.Cost.CacheReadNanos - old.Cost.CacheReadNanos;
        m[(int)Measure.CacheWriteCostNanos] = now.Cost.CacheWriteNanos - old.Cost.CacheWriteNanos;
        m[(int)Measure.OutputCostNanos] = now.Cost.OutputNanos - old.Cost.OutputNanos;
        m[(int)Measure.FeeCostNanos] = now.Cost.FeeNanos - old.Cost.FeeNanos;
        m[(int)Measure.PromptCostNanos] = now.Layers.PromptNanos - old.Layers.PromptNanos;
        m[(int)Measure.ToolCostNanos] = now.Layers.ToolNanos - old.Layers.ToolNanos;
        m[(int)Measure.MemoryCostNanos] = now.Layers.MemoryNanos - old.Layers.MemoryNanos;
        m[(int)Measure.UnsplitCostNanos] = now.Layers.UnsplitNanos - old.Layers.UnsplitNanos;
        m[(int)Measure.WasteCostNanos] = row.Key.Status == (int)UsageStatus.Success ? 0 : delta;
        m[(int)Measure.ClaimedRequestsCostNanos] = row.HasClaim ? delta : 0;
        m[(int)Measure.CorrectionCostNanos] = now.CorrectionNanos - old.CorrectionNanos;
        if (m.AsSpan().ContainsAnyExcept(0))
        {
            Rollups.Add(new RollupEntry { Hour = row.Hour, OccurredAtMicros = row.OccurredAtMicros, Key = row.Key, LatencyMs = -1, Measures = m });
        }
    }

    private int MonthOf(int hour)
    {
        if (hour < month.FromHour || hour >= month.ToHour)
        {
            var found = CalendarMonth.OfHour(hour);
            month = (found.Number, found.FromHour, found.ToHour);
        }

        return month.Number;
    }
}
