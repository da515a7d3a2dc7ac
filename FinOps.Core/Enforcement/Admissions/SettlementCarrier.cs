using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Enforcement.Ledger;
using FinOps.Core.Imports;
using FinOps.Core.Usage;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>
/// Stores settled usage as records, in the way of all usage, and lets the ledger take the new sums over. Between settling and that a call
/// counts as pending, then as posted; a crash in between only repeats it, for a record is stored once.
/// </summary>
internal sealed class SettlementCarrier(ILedgerEngine engine, UsageImporter importer, BudgetSnapshots budgets, CostFeed feed, TimeProvider time)
{
    private const int AtOnce = 500;
    private static readonly Actor Self = Actor.System("admissions", "job");
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Stores what waits.</summary>
    /// <returns>How many settlements were taken over.</returns>
    /// <exception cref="InvalidOperationException">The usage could not be stored; it stays.</exception>
    public async Task<int> CarryAsync(CancellationToken cancellation)
    {
        var waiting = await engine.UnstoredAsync(AtOnce, cancellation);
        if (waiting.Count == 0)
        {
            return 0;
        }

        foreach (var ofKey in waiting.GroupBy(s => s.ApiKeyId))
        {
            await StoreAsync(ofKey.Key, ofKey, cancellation);
        }

        var snapshot = await AfterAsync(feed.Version, cancellation);
        var posted = waiting.SelectMany(s => s.Accounts).Distinct().Select(a => Posted(snapshot, a)).OfType<AccountPosted>().ToList();
        await engine.TakeOverAsync(posted, [.. waiting.Select(s => s.Id)], cancellation);
        return waiting.Count;
    }

    private static AccountPosted? Posted(BudgetSnapshot snapshot, AccountRef account) =>
        account.Key.Split(':') is ["budget", var id, var period] && int.TryParse(id, out var budget) && byte.TryParse(period, out var grain)
            && snapshot.PostedOf(budget, (BudgetPeriod)grain, account.WindowStartMicros) is { } nanos
            ? new AccountPosted(account, nanos, snapshot.DataVersion)
            : null;

    private async Task StoreAsync(int? apiKeyId, IEnumerable<Settlement> settlements, CancellationToken cancellation)
    {
        var lines = string.Concat(settlements.Select(s => s.Usage + "\n"));
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(lines), writable: false);
        var request = new ImportRequest(ImportSource.Api, "settled calls") { Kind = ImportKind.Usage, ApiKeyId = apiKeyId, Binding = new SenderBinding(TenantScope.All, null) };
        var import = await importer.ImportStreamAsync(body, request, Self, cancellation);
        if (import.State != ImportState.Done)
        {
            throw new InvalidOperationException($"Settled usage could not be stored: {import.Error}");
        }
    }

    /// <summary>Budgets as they are since a version of usage, at the latest.</summary>
    private async Task<BudgetSnapshot> AfterAsync(long version, CancellationToken cancellation)
    {
        while (true)
        {
            var snapshot = await budgets.CurrentAsync(cancellation);
            if (snapshot.DataVersion >= version)
            {
                return snapshot;
            }

            await Task.Delay(LookAgain, time, cancellation);
        }
    }
}
