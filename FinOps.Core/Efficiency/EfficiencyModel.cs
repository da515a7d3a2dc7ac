using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Efficiency;

internal static class EfficiencyModel
{
    public static void Configure(ModelBuilder modelBuilder) => modelBuilder.Entity<AbandonedCell>(e =>
    {
        e.ToTable("AbandonedCell");
        e.HasKey(x => new { x.Day, x.TenantId, x.FeatureId });
    });
}
