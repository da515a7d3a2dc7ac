using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Derivations;

internal static class DerivationModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<DerivedDay>(e =>
        {
            e.ToTable("DerivedDay");
            e.HasKey(x => new { x.Name, x.Day });
            e.Property(x => x.Name).HasMaxLength(64).UseCollation(binaryCollation);
        });
        modelBuilder.Entity<DerivationFault>(e =>
        {
            e.ToTable("DerivationFault");
            e.HasKey(x => x.Name);
            e.Property(x => x.Name).HasMaxLength(64).UseCollation(binaryCollation);
            e.Property(x => x.Reason).HasMaxLength(DerivationFault.MostText);
        });
    }
}
