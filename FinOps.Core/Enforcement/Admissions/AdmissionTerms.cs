using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Enforcement.Ledger;
using FinOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>Everything that an admission goes by, as last read; no admission waits for the database.</summary>
internal sealed class AdmissionTerms(PriceBook prices, BudgetSnapshots budgets, MeasureBoard measures, IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan HistoryEvery = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Terms? current;

    /// <summary>What was read last; the first call reads.</summary>
    public async ValueTask<Terms> CurrentAsync(CancellationToken cancellation)
    {
        if (current is { } known)
        {
            return known;
        }

        await RefreshAsync(cancellation);
        return current!;
    }

    /// <summary>True once an admission asked for them.</summary>
    public bool IsInUse => current is not null;

    /// <summary>Reads prices and budgets again where they changed.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            await measures.ReadAsync(cancellation);
            var before = current;
            var isDue = before is null || time.GetElapsedTime(before.HistoryAt) >= HistoryEvery;
            var history = isDue ? await HistoryAsync(cancellation) : before!.History;
            current = new Terms(await prices.CurrentAsync(cancellation), await budgets.CurrentAsync(cancellation), history, isDue ? time.GetTimestamp() : before!.HistoryAt);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    /// <summary>The budgets that a call must find room in.</summary>
    public static List<LedgerAccount> Accounts(Terms terms, AdmissionCall call, AdmissionVerdict verdict, DateTime nowUtc)
    {
        var asked = new BudgetCall(call.Tenant, call.Feature, call.Team, HoldSizer.Split(call.Provider, call.Model).Model, call.Environment);
        var accounts = terms.Budgets.For(asked, nowUtc).Select(b => Account(b, verdict, terms.Budgets.DataVersion)).ToList();
        if (verdict.Cap is { } cap)
        {
            var start = new DateTimeOffset(nowUtc.Date, TimeSpan.Zero);
            var end = cap.EndMicros ?? Instants.ToMicros(start.AddDays(1));
            accounts.Add(new LedgerAccount(
                new AccountRef(CapKey(call.Tenant), end - Instants.MicrosPerDay), end, cap is { Stops: true, IsShadow: false } ? cap.LimitNanos : LedgerAccount.Unlimited, cap.SpentNanos, terms.Budgets.DataVersion)
            {
                Name = $"daily spend cap of {call.Tenant}",
            });
        }

        return accounts;
    }

    public static string CapKey(string tenant) => $"cap:{tenant}";

    /// <summary>The key of a budget's account; its period is part of it, so that the window is found again.</summary>
    public static string BudgetKey(int id, BudgetPeriod period) => $"budget:{id}:{(int)period}";

    private static LedgerAccount Account(AppliedBudget budget, AdmissionVerdict verdict, long version)
    {
        var isHeld = budget.IsHard && verdict.BudgetMode == RuleMode.Enforced && verdict.ExtraBudgetNanos is not null;
        return new LedgerAccount(
            new AccountRef(BudgetKey(budget.BudgetId, budget.Period), Instants.ToMicros(budget.StartUtc)), Instants.ToMicros(budget.EndUtc),
            isHeld ? (long)Math.Min(long.MaxValue - 1m, (decimal)budget.LimitNanos + verdict.ExtraBudgetNanos!.Value) : LedgerAccount.Unlimited, budget.PostedNanos, version)
        {
            Name = $"{budget.Scope.Text}, {(budget.Period == BudgetPeriod.Daily ? "per day" : "per month")}",
        };
    }

    private async Task<OutputHistory> HistoryAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await OutputHistory.ReadAsync(context, cancellation);
    }

    /// <summary>What an admission goes by, beside measures.</summary>
    internal sealed record Terms(PriceSnapshot Prices, BudgetSnapshot Budgets, OutputHistory History, long HistoryAt);
}
