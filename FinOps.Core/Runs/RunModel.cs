using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Runs;

internal static class RunModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation) => modelBuilder.Entity<RunSum>(e =>
    {
        e.ToTable("RunSum");
        e.HasKey(x => new { x.Day, x.TenantId, x.RunId });
        e.Property(x => x.RunId).HasMaxLength(256).UseCollation(binaryCollation);

        // The dearest runs of a day, without reading the others.
        e.HasIndex(x => new { x.Day, x.CostNanos });
    });
}
