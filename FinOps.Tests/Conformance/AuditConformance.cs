using System.Data.Common;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Conformance;

/// <summary>The audit trail is written with the change, is one chain whoever writes, and is never written over, on every database.</summary>
public abstract class AuditConformance
{
    private static readonly Actor Ada = new("https://idp.example|42", "Ada", "web", new HashSet<Permission>()) { Address = "192.0.2.7" };

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Save_ChangeWithEntry_WritesBothWithWhoWhatAndWhy()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await using var context = lab.NewContext();
        var mapping = NewMapping("a");
        context.ModelMappings.Add(mapping);
        AuditTrail.AddSaved(context, Ada, "mapping.add", () => $"mapping:{mapping.Id}", new { B = 1, A = "é\"\u0001" }, () => new { mapping.Id, mapping.Provider }, "because", "acme", "Bob");

        await context.SaveChangesAsync();

        var entry = (await lab.ReadAsync(c => c.AuditEntries.OrderByDescending(e => e.Sequence)))[0];
        Assert.Equal((Instants.ToMicros(Lab.Now), "https://idp.example|42", "Ada", "web", "192.0.2.7"), (entry.AtMicros, entry.ActorSubject, entry.ActorName, entry.Via, entry.Address));
        Assert.Equal(("mapping.add", $"mapping:{mapping.Id}", "acme", "because", "Bob"), (entry.Action, entry.Target, entry.Tenant, entry.Reason, entry.Approval));
        Assert.Equal("{\"a\":\"é\\\"\\u0001\",\"b\":1}", entry.Before);
        Assert.Equal($"{{\"id\":{mapping.Id},\"provider\":\"a\"}}", entry.After);
        Assert.NotEqual(0, mapping.Id);
    }

    [ConformanceFact]
    public async Task Save_UndoneWithItsTransaction_LeavesNoEntryAndNoGap()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var before = await lab.ReadAsync(c => c.AuditEntries);
        await using (var context = lab.NewContext())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.ApiKeys.ExecuteDeleteAsync();
            AuditTrail.Add(context, Ada, "apikey.revoke", "apikey:all", null, null);
            await context.SaveChangesAsync();
        }

        await AddAsync(lab, "kept");

        var entries = await lab.ReadAsync(c => c.AuditEntries.OrderBy(e => e.Sequence));
        Assert.Equal(before.Count + 1, entries.Count);
        Assert.Equal("test:kept", entries[^1].Target);
        AssertChain(entries);
    }

    [ConformanceFact]
    public async Task Save_ChangeThatTheDatabaseRefuses_LeavesNoEntry()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var before = await lab.ReadAsync(c => c.AuditEntries);
        await using var context = lab.NewContext();
        context.AddRange(new ApiKey { Prefix = "lfk_same" }, new ApiKey { Prefix = "lfk_same" });
        AuditTrail.Add(context, Ada, "apikey.create", "apikey:lfk_same", null, new { Name = "twice" });

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());

        Assert.Equal(before.Count, (await lab.ReadAsync(c => c.AuditEntries)).Count);
    }

    [ConformanceFact]
    public async Task Save_ManyWritersAtOnce_MakeOneChain()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var before = await lab.ReadAsync(c => c.AuditEntries);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await AddAsync(lab, $"{writer}.{i}", i % 3);
            }
        })));

        var entries = await lab.ReadAsync(c => c.AuditEntries.OrderBy(e => e.Sequence));
        AssertChain(entries);
        Assert.Equal(before.Count + (8 * 19), entries.Count);
    }

    [ConformanceFact]
    public async Task Entry_ChangedDeletedOrReplaced_IsRefusedByTheDatabase()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await AddAsync(lab, "first");
        await AddAsync(lab, "second");
        var entries = await lab.ReadAsync(c => c.AuditEntries.OrderBy(e => e.Sequence));

        await AssertRefusedAsync(lab, c => c.AuditEntries.ExecuteUpdateAsync(e => e.SetProperty(x => x.Reason, "other")));
        await AssertRefusedAsync(lab, c => c.AuditEntries.ExecuteDeleteAsync());
        var last = entries[^1].Sequence;
        await AssertRefusedAsync(lab, c => c.AuditEntries.Where(e => e.Sequence == last).ExecuteDeleteAsync());

        AssertChain(await lab.ReadAsync(c => c.AuditEntries.OrderBy(e => e.Sequence)));
        Assert.Equal(entries.Count, (await lab.ReadAsync(c => c.AuditEntries)).Count);
    }

    /// <summary>Entries in order, without a gap, each bound to the one before.</summary>
    internal static void AssertChain(IReadOnlyList<AuditEntry> entries)
    {
        var previous = new byte[32];
        for (var i = 0; i < entries.Count; i++)
        {
            Assert.Equal(i + 1, entries[i].Sequence);
            Assert.Equal(previous, entries[i].PreviousHash);
            Assert.Equal(AuditHash.Of(entries[i]), entries[i].Hash);
            previous = entries[i].Hash;
        }
    }

    private static async Task AddAsync(Lab lab, string name, int more = 0)
    {
        await using var context = lab.NewContext();
        for (var i = 0; i <= more; i++)
        {
            AuditTrail.Add(context, Ada, "test.add", $"test:{name}", null, new { name, i });
        }

        await context.SaveChangesAsync();
    }

    private static async Task AssertRefusedAsync(Lab lab, Func<FinOpsDbContext, Task> change)
    {
        await using var context = lab.NewContext();
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => change(context));
        Assert.Contains("Audit entries are never changed or deleted.", refused.Message, StringComparison.Ordinal);
    }

    private static ModelMapping NewMapping(string provider) => new() { Provider = provider };
}
