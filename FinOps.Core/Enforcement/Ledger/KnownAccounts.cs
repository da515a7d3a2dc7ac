using System.Collections.Concurrent;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>Numbers and newest sums of accounts, so that they are not looked up for every call.</summary>
internal sealed class KnownAccounts
{
    private const int Most = 500_000;
    private readonly ConcurrentDictionary<AccountRef, (long Id, long PostedVersion)> known = [];

    /// <summary>The account's number, when nothing newer than this version is to be taken over; else null.</summary>
    public long? Find(AccountRef account, long postedVersion) => known.TryGetValue(account, out var seen) && seen.PostedVersion >= postedVersion ? seen.Id : null;

    public void Note(AccountRef account, long id, long postedVersion)
    {
        if (known.Count >= Most)
        {
            known.Clear();
        }

        known[account] = (id, postedVersion);
    }

    /// <summary>Forgets what was noted beside a transaction that was undone.</summary>
    public void Forget() => known.Clear();
}
