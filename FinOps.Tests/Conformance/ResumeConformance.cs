using FinOps.Core.Imports;
using FinOps.Core.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Conformance;

/// <summary>An import that is stopped at any point goes on behind its last commit, on every database: nothing lost, nothing twice.</summary>
public abstract class ResumeConformance
{
    /// <summary>Enough for several transactions.</summary>
    private const int Lines = 65_000;

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Import_CanceledBetweenCommits_GoesOnBehindTheLastOne()
    {
        await using var lab = await OpenAsync();
        var lines = LogLine.Many(Lines);
        var path = lab.Write("usage.ndjson", lines.Select(l => l.ToJson()));
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lab.ImportAsync(path, new Once(stop.Cancel), stop.Token));
        var stored = Assert.Single(await lab.ReadAsync(c => c.ImportFiles));
        Assert.InRange(stored.CommittedLines, 1, Lines - 1);
        Assert.Equal(stored.CommittedLines, stored.NewRecords);
        var file = await lab.ImportAsync(path);

        Assert.Equal((stored.Id, ImportState.Done, (long)Lines, 0L), (file.Id, file.State, file.NewRecords, file.DuplicateRecords));
        Assert.Equal(new FileInfo(path).Length, file.CommittedOffset);
        await ImportConformance.AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Import_StoppedByItsUser_IsCanceledAndGoesOnWhenImportedAgain()
    {
        await using var lab = await OpenAsync();
        var lines = LogLine.Many(Lines);
        var path = lab.Write("usage.ndjson", lines.Select(l => l.ToJson()));

        var stopped = await lab.ImportAsync(path, new Once(() => AskToStop(lab)));
        var file = await lab.ImportAsync(path);

        Assert.Equal(ImportState.Canceled, stopped.State);
        Assert.InRange(stopped.NewRecords, 1, Lines - 1);
        Assert.Equal((stopped.Id, ImportState.Done, (long)Lines, 0L), (file.Id, file.State, file.NewRecords, file.DuplicateRecords));
        await ImportConformance.AssertStoredAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Import_CrashInsideATransaction_LeavesNothingOfItAndGoesOn()
    {
        await using var lab = await OpenAsync();
        var lines = LogLine.Many(Lines);
        var path = lab.Write("usage.ndjson", lines.Select(l => l.ToJson()));
        var crashes = lab.Get<CrashPlan>();

        foreach (var (append, afterwards) in new[] { (1, false), (2, true), (1, true) })
        {
            crashes.Next = (append, afterwards);
            await Assert.ThrowsAsync<SimulatedCrash>(() => lab.ImportAsync(path));
            if ((await lab.ReadAsync(c => c.UsageRecords.Select(r => r.Id))).Count > 0)
            {
                await CellAudit.AssertCellsMatchRecordsAsync(lab);
            }
        }

        crashes.Next = null;
        var file = await lab.ImportAsync(path);

        Assert.Equal((ImportState.Done, (long)Lines), (file.State, file.NewRecords + file.DuplicateRecords));
        await ImportConformance.AssertStoredAsync(lab, lines);
    }

    private static void AskToStop(Lab lab)
    {
        using var context = lab.NewContext();
        context.ImportFiles.Single().IsCancelRequested = true;
        context.SaveChanges();
    }

    private Task<Lab> OpenAsync() => Lab.OpenAsync(NewDatabase(), services =>
    {
        var inner = services.Last(s => s.ServiceType == typeof(IUsageStores));
        services.AddSingleton<CrashPlan>().AddSingleton<IUsageStores>(p => new FragileStores(
            (IUsageStores)(inner.ImplementationFactory?.Invoke(p) ?? ActivatorUtilities.CreateInstance(p, inner.ImplementationType!)), p.GetRequiredService<CrashPlan>()));
    });

    private sealed class Once(Action act) : IProgress<ImportProgress>
    {
        private bool isDone;

        public void Report(ImportProgress value)
        {
            if (!isDone)
            {
                isDone = true;
                act();
            }
        }
    }

    private sealed class SimulatedCrash() : Exception("The process would have died here.");

    /// <summary>At which append of an import to crash, and whether before or after it.</summary>
    private sealed class CrashPlan
    {
        public (int Append, bool Afterwards)? Next { get; set; }
    }

    /// <summary>Commits after each batch, and crashes as planned.</summary>
    private sealed class FragileStores(IUsageStores inner, CrashPlan plan) : IUsageStores
    {
        public IUsageStore Open(int importFileId) => new FragileStore(inner.Open(importFileId), plan);
    }

    private sealed class FragileStore(IUsageStore inner, CrashPlan plan) : IUsageStore
    {
        private int appends;

        public bool IsFull => true;

        public Task BeginAsync(CancellationToken cancellation) => inner.BeginAsync(cancellation);

        public Task Append(RatedBatch batch, CancellationToken cancellation)
        {
            var crash = plan.Next is { } next && next.Append == ++appends ? next : default;
            if (crash is (> 0, false))
            {
                throw new SimulatedCrash();
            }

            var done = inner.Append(batch, cancellation);
            if (crash is (> 0, true))
            {
                throw new SimulatedCrash();
            }

            return done;
        }

        public CommitOutcome Commit() => inner.Commit();

        public Task FinishAsync(CancellationToken cancellation) => inner.FinishAsync(cancellation);

        public void Dispose() => inner.Dispose();
    }
}
