using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

internal static class BudgetModel
{
    public const int ModelLength = 256;
    public const int ZoneLength = 64;
    public const int ThresholdsLength = 64;
    public const int OwnerLength = 256;
    public const int NoteLength = 1024;

    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<Budget>(e =>
        {
            e.ToTable("Budget");
            e.Property(x => x.Model).HasMaxLength(ModelLength).UseCollation(binaryCollation);
            e.Property(x => x.Thresholds).HasMaxLength(ThresholdsLength);
            e.Property(x => x.TimeZone).HasMaxLength(ZoneLength);
            e.Property(x => x.Owner).HasMaxLength(OwnerLength);
            e.Property(x => x.Note).HasMaxLength(NoteLength);
            e.Property(x => x.ChangedBy).HasMaxLength(OwnerLength);
            e.Property(x => x.Version).IsConcurrencyToken();

            // Not unique: removed budgets stay, and a month's budget may follow another one.
            e.HasIndex(x => new { x.TenantId, x.FeatureId, x.Period });
        });
        modelBuilder.Entity<BudgetRevision>(e =>
        {
            e.ToTable("BudgetRevision");
            e.Property(x => x.Thresholds).HasMaxLength(ThresholdsLength);
            e.Property(x => x.TimeZone).HasMaxLength(ZoneLength);
            e.Property(x => x.Owner).HasMaxLength(OwnerLength);
            e.Property(x => x.Note).HasMaxLength(NoteLength);
            e.Property(x => x.Reason).HasMaxLength(NoteLength);
            e.Property(x => x.ChangedBy).HasMaxLength(OwnerLength);
            e.HasIndex(x => new { x.BudgetId, x.Version }).IsUnique();
        });
        modelBuilder.Entity<BudgetWindow>(e =>
        {
            e.ToTable("BudgetWindow");
            e.HasKey(x => new { x.BudgetId, x.Grain, x.StartMicros });
            e.HasIndex(x => x.EndMicros);
        });
        modelBuilder.Entity<BudgetBookVersion>(e =>
        {
            e.ToTable("BudgetBookVersion");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasData(new BudgetBookVersion { Id = 1, Version = 0 });
        });
    }
}
