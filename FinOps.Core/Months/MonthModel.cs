using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Months;

internal static class MonthModel
{
    public static void Configure(ModelBuilder modelBuilder) => modelBuilder.Entity<ClosedMonth>(e =>
    {
        e.ToTable("ClosedMonth");
        e.Property(x => x.ClosedBy).HasMaxLength(256);
        e.Property(x => x.Reason).HasMaxLength(1024);
        e.Property(x => x.ReopenedBy).HasMaxLength(256);
        e.Property(x => x.ReopenReason).HasMaxLength(1024);

        // A month is closed once at a time, whoever else closes it at the same moment.
        e.HasIndex(x => x.Month).IsUnique().HasFilter("[ReopenedAtMicros] IS NULL");
    });
}
