using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

internal static class OutcomeModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<OutcomeType>(e =>
        {
            e.ToTable("OutcomeType");
            e.Property(x => x.Key).HasMaxLength(64).UseCollation(binaryCollation);
            e.Property(x => x.Name).HasMaxLength(128);
            e.Property(x => x.Unit).HasMaxLength(64);
            e.Property(x => x.Units).HasMaxLength(64);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => x.Key).IsUnique();
            e.HasData(OutcomeType.BuiltIn);
        });
        modelBuilder.Entity<Outcome>(e =>
        {
            e.ToTable("Outcome");
            e.Property(x => x.EventKey).HasMaxLength(16).IsFixedLength();
            foreach (var name in new[] { "OutcomeId", "TaskId", "TraceId", "SessionId", "RequestId" })
            {
                e.Property<string?>(name).HasMaxLength(256).UseCollation(binaryCollation);
            }

            e.HasIndex(x => x.EventKey).IsUnique();
            e.HasIndex(x => x.Day);
        });
        modelBuilder.Entity<OutcomeCell>(e =>
        {
            e.ToTable("OutcomeCell");
            e.HasKey(x => new { x.Cube, x.TypeId, x.Day, x.TenantId, x.FeatureId, x.ModelId });
        });
        modelBuilder.Entity<OutcomeDay>(e =>
        {
            e.ToTable("OutcomeDay");
            e.HasKey(x => new { x.TypeId, x.Day });
        });
        modelBuilder.Entity<SessionCell>(e =>
        {
            e.ToTable("SessionCell");
            e.HasKey(x => new { x.Cube, x.Day, x.TenantId, x.FeatureId });
        });
    }
}
