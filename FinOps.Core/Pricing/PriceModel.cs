using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

internal static class PriceModel
{
    public static void Configure(ModelBuilder modelBuilder) => modelBuilder.Entity<Price>(e =>
    {
        e.ToTable("Price");
        e.Property(x => x.Provider).HasMaxLength(128);
        e.Property(x => x.ModelPattern).HasMaxLength(256);
        e.Property(x => x.Source).HasMaxLength(512);
        e.Property(x => x.Note).HasMaxLength(1024);
        e.Property(x => x.CreatedBy).HasMaxLength(256);
        e.OwnsOne(x => x.Rates);
        e.OwnsOne(x => x.LongRates);
        e.Navigation(x => x.Rates).IsRequired();
        e.Navigation(x => x.LongRates).IsRequired();
        e.HasIndex(x => new { x.Provider, x.ModelPattern, x.ValidFromMicros });
    });
}
