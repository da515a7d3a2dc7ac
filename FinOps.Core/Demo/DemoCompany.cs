using System.Globalization;
using System.IO.Pipelines;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;

namespace FinOps.Core.Demo;

/// <summary>A made-up B2B company with 40 customers, for people who want to look around before they import their own usage. Its log takes the same road as any other.</summary>
public sealed class DemoCompany
{
    /// <summary>The name of its logs among the imports.</summary>
    public const string Name = "Demo company";

    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private const int PipeBytes = 8 * 1024 * 1024;
    private readonly SemaphoreSlim gate = new(1);
    private readonly DemoTerms terms;
    private readonly DemoPractice practice;
    private readonly DemoBudgets budgets;
    private readonly UsageImporter importer;
    private readonly CostQueries costs;
    private readonly DemoRemover remover;
    private readonly DemoStatus status;
    private readonly DayDeriver deriver;
    private readonly TimeProvider time;

    internal DemoCompany(
        DemoTerms terms, DemoPractice practice, DemoBudgets budgets, UsageImporter importer, CostQueries costs, DemoRemover remover, DemoStatus status, DayDeriver deriver, TimeProvider time)
    {
        this.terms = terms;
        this.practice = practice;
        this.budgets = budgets;
        this.importer = importer;
        this.costs = costs;
        this.remover = remover;
        this.status = status;
        this.deriver = deriver;
        this.time = time;
    }

    /// <summary>Whether any of its usage is stored.</summary>
    public ValueTask<bool> IsLoadedAsync(CancellationToken cancellation) => status.IsLoadedAsync(cancellation);

    /// <summary>Loads the 60 days up to now; where it is loaded already, goes on from its last day up to now. Loading twice adds nothing twice.</summary>
    /// <param name="progress">Told after each generated day; the total is an estimate.</param>
    /// <returns>How the import ended.</returns>
    public async Task<ImportFile> LoadAsync(Actor actor, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ChangeDemo);
        await gate.WaitAsync(cancellation);
        try
        {
            var end = time.NowMicros();
            var (story, fromDay) = await WhereToStartAsync(end, cancellation);
            try
            {
                var import = await ImportAsync(story, fromDay, end, actor, progress, cancellation);
                await ImportOutcomesAsync(story, fromDay, end, actor, cancellation);
                return import;
            }
            finally
            {
                // What was stored before a stop is demo data too.
                await terms.AddAsync(story, CancellationToken.None);
                await practice.AddAsync(CancellationToken.None);
                await budgets.AddAsync(CancellationToken.None);
                await status.RefreshAsync(CancellationToken.None);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Removes everything that the demo company brought; all other usage stays as it is, to the nano-USD.</summary>
    /// <returns>How many records were removed.</returns>
    public async Task<long> RemoveAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ChangeDemo);
        await gate.WaitAsync(cancellation);
        try
        {
            var removed = await remover.RemoveAsync(actor, cancellation);
            await status.RefreshAsync(cancellation);
            await deriver.DeriveAsync(cancellation);
            await practice.RemoveAsync(cancellation);
            return removed;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ImportFile> ImportAsync(
        DemoStory story, int fromDay, long end, Actor actor, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        // The pipe holds the generator back to the pace of the importer, so memory stays bounded.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: PipeBytes, resumeWriterThreshold: PipeBytes / 2, useSynchronizationContext: false));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = Task.Run(() => WriteAsync(pipe.Writer, story, fromDay, end, progress, stop.Token), CancellationToken.None);
        try
        {
            return await importer.ImportStreamAsync(pipe.Reader.AsStream(), new ImportRequest(ImportSource.Demo, Name), actor, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    /// <summary>What came out of the work, and what it cost: worked out at once, so that nobody looks around in vain.</summary>
    private async Task ImportOutcomesAsync(DemoStory story, int fromDay, long end, Actor actor, CancellationToken cancellation)
    {
        await using var outcomes = DemoOutcomes.Write(story, fromDay, end);
        await importer.ImportStreamAsync(outcomes, new ImportRequest(ImportSource.Demo, $"{Name}, outcomes") { Kind = ImportKind.Outcomes }, actor, cancellation);
        await deriver.DeriveAsync(cancellation);
    }

    /// <summary>The story and the day from which its log is wanted: the last stored day, or the beginning.</summary>
    private async Task<(DemoStory Story, int FromDay)> WhereToStartAsync(long end, CancellationToken cancellation)
    {
        if (await costs.ExtentAsync(TenantScope.All, cancellation) is not { } extent)
        {
            return (DemoStory.EndingAt(end), 0);
        }

        var stored = await costs.RunAsync(
            new CostQuery(extent.FirstUtc.Date, extent.LastUtc.Date.AddDays(1))
            {
                GroupBy = [CostDimension.Day],
                Filters = [new CostFilter(CostDimension.Tenant, [.. DemoTenant.All.Select(tenant => tenant.Key)])],
            },
            TenantScope.All,
            cancellation);
        if (stored.Rows.Count == 0)
        {
            return (DemoStory.EndingAt(end), 0);
        }

        // The story goes on from the day it began with, so that what is stored stays true. The last day may be half told.
        var days = stored.Rows.Select(row => DateOnly.ParseExact(row.Keys[0], "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - UnixEpochDay).ToList();
        return (new DemoStory(DemoStory.DefaultSeed, days.Min()), Math.Max(0, days.Max() - days.Min() - 1));
    }

    private static async Task WriteAsync(PipeWriter writer, DemoStory story, int fromDay, long end, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        Exception? fault = null;
        try
        {
            await using var stream = writer.AsStream(leaveOpen: true);
            await DemoLog.WriteAsync(
                stream, story, fromDay, end, at => progress?.Report(new ImportProgress(0, at.Bytes, at.BytesTotal, at.Lines, at.Lines, 0, 0)), cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The importer stopped reading, or is told so: what was not written must not look like the end of the log.
            fault = e;
        }

        await writer.CompleteAsync(fault);
    }
}
