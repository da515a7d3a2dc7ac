using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Freemium;

internal static class FreemiumModel
{
    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<FreemiumUser>(e =>
        {
            e.ToTable("FreemiumUser");
            e.HasKey(x => new { x.TenantId, x.UserId });
        });
        modelBuilder.Entity<FreemiumCheck>(e =>
        {
            e.ToTable("FreemiumCheck");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.CheapModel).HasMaxLength(400);
        });
    }
}
