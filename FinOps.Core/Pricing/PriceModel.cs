using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

internal static class PriceModel
{
    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Price>(e =>
        {
            e.ToTable("Price");
            e.Property(x => x.Provider).HasMaxLength(128);
            e.Property(x => x.HostScope).HasMaxLength(128);
            e.Property(x => x.ModelPattern).HasMaxLength(256);
            e.Property(x => x.Currency).HasMaxLength(3);
            e.Property(x => x.Source).HasMaxLength(512);
            e.Property(x => x.Note).HasMaxLength(1024);
            e.Property(x => x.CreatedBy).HasMaxLength(256);
            e.OwnsOne(x => x.Rates);
            e.Navigation(x => x.Rates).IsRequired();
            e.OwnsMany(x => x.ContextTiers, tier =>
            {
                tier.ToTable("PriceContextTier");
                tier.WithOwner().HasForeignKey("PriceId");
                tier.HasKey("PriceId", nameof(ContextTier.Threshold));
                tier.Property(x => x.Threshold).ValueGeneratedNever();
                tier.OwnsOne(x => x.Rates);
                tier.Navigation(x => x.Rates).IsRequired();
            });
            e.HasIndex(x => new { x.Provider, x.ModelPattern, x.ValidFromMicros });
        });
        modelBuilder.Entity<ModelMapping>(e =>
        {
            e.ToTable("ModelMapping");
            e.Property(x => x.Provider).HasMaxLength(128);
            e.Property(x => x.Name).HasMaxLength(256);
            e.Property(x => x.BaseModel).HasMaxLength(256);
            e.Property(x => x.Reason).HasMaxLength(1024);
            e.Property(x => x.CreatedBy).HasMaxLength(256);
            e.HasIndex(x => new { x.Provider, x.Name });
        });
    }
}
