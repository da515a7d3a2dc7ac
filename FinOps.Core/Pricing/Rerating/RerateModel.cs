using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Rerating;

internal static class RerateModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<RerateRun>(e =>
        {
            e.ToTable("RerateRun");
            e.Ignore(x => x.Share);
            e.Ignore(x => x.HasEnded);
            e.Property(x => x.Provider).HasMaxLength(128);
            e.Property(x => x.Model).HasMaxLength(256);
            e.Property(x => x.Reason).HasMaxLength(1024);
            e.Property(x => x.ActorSubject).HasMaxLength(256);
            e.Property(x => x.ActorName).HasMaxLength(256);
            e.HasIndex(x => x.State);
        });
        modelBuilder.Entity<CostCorrection>(e =>
        {
            e.ToTable("CostCorrection");
            e.Ignore(x => x.DeltaNanos);
            e.Property(x => x.Tenant).HasMaxLength(256).UseCollation(binaryCollation);
            e.Property(x => x.Feature).HasMaxLength(256).UseCollation(binaryCollation);
            e.Property(x => x.Provider).HasMaxLength(128).UseCollation(binaryCollation);
            e.Property(x => x.Model).HasMaxLength(256).UseCollation(binaryCollation);
            e.HasIndex(x => x.RunId);
            e.HasIndex(x => x.Month);
        });
    }
}
