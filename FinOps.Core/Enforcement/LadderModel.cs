using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

internal static class LadderModel
{
    public const int KeyLength = 256;
    public const int NameLength = 256;
    public const int SubjectLength = 512;
    public const int ReasonLength = 1024;
    public const int IncidentLength = 64;

    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<EnforcementMeasure>(e =>
        {
            e.ToTable("EnforcementMeasure");
            e.Ignore(x => x.Scope);
            e.Property(x => x.Tenant).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.Feature).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.User).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.Model).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.DegradeTo).HasMaxLength(KeyLength);
            e.Property(x => x.Reason).HasMaxLength(ReasonLength);
            e.Property(x => x.Incident).HasMaxLength(IncidentLength).UseCollation(binaryCollation);
            e.Property(x => x.BySubject).HasMaxLength(SubjectLength);
            e.Property(x => x.By).HasMaxLength(NameLength);
            e.Property(x => x.LiftedBy).HasMaxLength(NameLength);
            e.Property(x => x.LiftReason).HasMaxLength(ReasonLength);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => x.LiftedAtMicros);
            e.HasIndex(x => new { x.Tenant, x.SinceMicros });
        });
        ConfigureOverrides(modelBuilder, binaryCollation);
        modelBuilder.Entity<LadderSettings>(e =>
        {
            e.ToTable("LadderSettings");
            e.Property(x => x.Tenant).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.DegradeTo).HasMaxLength(KeyLength);
            e.Property(x => x.ChangedBy).HasMaxLength(NameLength);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => x.Tenant).IsUnique();
        });
        modelBuilder.Entity<LadderState>(e =>
        {
            e.ToTable("LadderState");
            e.HasKey(x => x.Tenant);
            e.Property(x => x.Tenant).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.Property(x => x.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<LearnedPeak>(e =>
        {
            e.ToTable("LearnedPeak");
            e.HasKey(x => x.Tenant);
            e.Property(x => x.Tenant).HasMaxLength(KeyLength).UseCollation(binaryCollation);
        });
        modelBuilder.Entity<EnforcementVersion>(e =>
        {
            e.ToTable("EnforcementVersion");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasData(new EnforcementVersion { Id = 1, Version = 0 });
        });
    }

    private static void ConfigureOverrides(ModelBuilder modelBuilder, string binaryCollation) => modelBuilder.Entity<EnforcementOverride>(e =>
    {
        e.ToTable("EnforcementOverride");
        e.Ignore(x => x.Scope);
        e.Ignore(x => x.SinceMicros);
        e.Property(x => x.Tenant).HasMaxLength(KeyLength).UseCollation(binaryCollation);
        e.Property(x => x.Feature).HasMaxLength(KeyLength).UseCollation(binaryCollation);
        e.Property(x => x.User).HasMaxLength(KeyLength).UseCollation(binaryCollation);
        e.Property(x => x.Model).HasMaxLength(KeyLength).UseCollation(binaryCollation);
        e.Property(x => x.Reason).HasMaxLength(ReasonLength);
        e.Property(x => x.BySubject).HasMaxLength(SubjectLength);
        e.Property(x => x.By).HasMaxLength(NameLength);
        e.Property(x => x.ApprovedBy).HasMaxLength(NameLength);
        e.Property(x => x.EndedBy).HasMaxLength(NameLength);
        e.Property(x => x.EndReason).HasMaxLength(ReasonLength);
        e.Property(x => x.Version).IsConcurrencyToken();
        e.HasIndex(x => x.UntilMicros);
        e.HasIndex(x => new { x.Tenant, x.RequestedAtMicros });
    });
}
