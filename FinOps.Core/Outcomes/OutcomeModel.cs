using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

internal static class OutcomeModel
{
    public static void Configure(ModelBuilder modelBuilder) => modelBuilder.Entity<SessionCell>(e =>
    {
        e.ToTable("SessionCell");
        e.HasKey(x => new { x.Cube, x.Day, x.TenantId, x.FeatureId });
    });
}
