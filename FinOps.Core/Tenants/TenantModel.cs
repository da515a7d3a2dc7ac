using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

internal static class TenantModel
{
    public const int KeyLength = 64;
    public const int NameLength = 256;
    public const int NoteLength = 1024;

    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<Tenant>(e =>
        {
            e.ToTable("Tenant");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.Tier).HasMaxLength(KeyLength);
            e.Property(x => x.Owner).HasMaxLength(NameLength);
            e.Property(x => x.TimeZone).HasMaxLength(KeyLength);
            e.Property(x => x.Note).HasMaxLength(NoteLength);
            e.Property(x => x.ChangedBy).HasMaxLength(NameLength);
            e.Property(x => x.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Tier>(e =>
        {
            e.ToTable("Tier");
            e.HasKey(x => x.Key);
            e.Property(x => x.Key).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.ChangedBy).HasMaxLength(NameLength);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasData(
                new Tier { Key = "free", Name = "Free", Rank = 1 },
                new Tier { Key = "pro", Name = "Pro", Rank = 2 },
                new Tier { Key = "enterprise", Name = "Enterprise", Rank = 3 });
        });
        ConfigurePlans(modelBuilder, binaryCollation);
        modelBuilder.Entity<RevenueEntry>(e =>
        {
            e.ToTable("RevenueEntry");
            e.Property(x => x.Description).HasMaxLength(NoteLength);
            e.Property(x => x.ExternalId).HasMaxLength(128).UseCollation(binaryCollation);
            e.Property(x => x.CreatedBy).HasMaxLength(NameLength);
            e.HasIndex(x => new { x.TenantId, x.Day });
            e.HasIndex(x => new { x.TenantId, x.ExternalId }).IsUnique().HasFilter("[ExternalId] IS NOT NULL");
        });
    }

    private static void ConfigurePlans(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<Plan>(e =>
        {
            e.ToTable("Plan");
            e.Property(x => x.Key).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.Tier).HasMaxLength(KeyLength);
            e.Property(x => x.ChangedBy).HasMaxLength(NameLength);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => x.Key).IsUnique();
        });
        modelBuilder.Entity<PlanPrice>(e =>
        {
            e.ToTable("PlanPrice");
            e.Property(x => x.Reason).HasMaxLength(NoteLength);
            e.Property(x => x.CreatedBy).HasMaxLength(NameLength);
            e.HasIndex(x => new { x.PlanId, x.ValidFrom });
        });
        modelBuilder.Entity<Contract>(e =>
        {
            e.ToTable("Contract");
            e.Property(x => x.Note).HasMaxLength(NoteLength);
            e.Property(x => x.ChangedBy).HasMaxLength(NameLength);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => new { x.TenantId, x.StartDay }).IsUnique();
        });
    }
}
