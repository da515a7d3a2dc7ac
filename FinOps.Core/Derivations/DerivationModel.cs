using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Derivations;

internal static class DerivationModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation) => modelBuilder.Entity<DerivedDay>(e =>
    {
        e.ToTable("DerivedDay");
        e.HasKey(x => new { x.Name, x.Day });
        e.Property(x => x.Name).HasMaxLength(64).UseCollation(binaryCollation);
    });
}
