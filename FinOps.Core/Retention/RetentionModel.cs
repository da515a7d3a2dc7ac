using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Retention;

internal static class RetentionModel
{
    public static void Configure(ModelBuilder modelBuilder) => modelBuilder.Entity<PrunedWeek>(e =>
    {
        e.ToTable("PrunedWeek");
        e.HasKey(x => x.Week);
        e.Property(x => x.Week).ValueGeneratedNever();
    });
}
