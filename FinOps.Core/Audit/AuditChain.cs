using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Audit;

/// <summary>Gives entries their place at the end of the chain.</summary>
internal static class AuditChain
{
    /// <summary>
    /// Tracks the waiting entries of a context with sequence and hashes, and moves the head on. Call inside the transaction of the change and after it:
    /// the head is locked last and for as short as possible, so that writers of different things do not wait for each other in a circle.
    /// </summary>
    public static async Task AppendAsync(FinOpsDbContext context, long nowMicros, CancellationToken cancellation)
    {
        var entries = context.AuditDrafts.Select(d => d.ToEntry(nowMicros)).ToList();
        await context.Database.ExecuteSqlRawAsync(AuditSql.TakeHead(entries.Count), cancellation);
        var head = await context.AuditHeads.AsNoTracking().FirstOrDefaultAsync(h => h.Id == 1, cancellation)
            ?? throw new InvalidOperationException("The audit trail has lost its head, and nothing is changed without an audit entry. See docs/audit.md.");
        var (sequence, hash) = (head.Sequence - entries.Count, head.Hash);
        foreach (var entry in entries)
        {
            entry.Sequence = ++sequence;
            entry.PreviousHash = hash;
            entry.Hash = hash = AuditHash.Of(entry);
        }

        context.AuditEntries.AddRange(entries);
        await context.AuditHeads.Where(h => h.Id == 1).ExecuteUpdateAsync(h => h.SetProperty(x => x.Hash, hash), cancellation);
    }
}
