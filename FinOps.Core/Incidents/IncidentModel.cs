using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

internal static class IncidentModel
{
    public const int LongestText = 2_000;
    public const int LongestName = 256;

    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SpendScope>(e =>
        {
            e.ToTable("SpendScope");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasIndex(x => new { x.Kind, x.TenantId, x.FeatureId, x.ModelId }).IsUnique();
        });
        modelBuilder.Entity<SpendSlice>(e =>
        {
            e.ToTable("SpendSlice");
            e.HasKey(x => new { x.Chunk, x.Grain, x.Period });
            e.Property(x => x.Grain).HasConversion<byte>();
        });
        modelBuilder.Entity<ScoreSlice>(e =>
        {
            e.ToTable("ScoreSlice");
            e.HasKey(x => x.Chunk);
            e.Property(x => x.Chunk).ValueGeneratedNever();
        });
        modelBuilder.Entity<ScoringMark>(e =>
        {
            e.ToTable("ScoringMark");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasData(new ScoringMark { Id = 1 });
        });
        modelBuilder.Entity<ScoreSetting>(e =>
        {
            e.ToTable("ScoreSetting");
            e.Property(x => x.Method).HasConversion<byte>();
            e.Property(x => x.ChangedBy).HasMaxLength(LongestName);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => new { x.Kind, x.TenantId, x.FeatureId, x.ModelId }).IsUnique();
        });
        modelBuilder.Entity<RateGuard>(e =>
        {
            e.ToTable("RateGuard");
            e.HasKey(x => x.ScopeId);
            e.Property(x => x.ScopeId).ValueGeneratedNever();
        });
        ConfigureIncidents(modelBuilder);
    }

    private static void ConfigureIncidents(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Incident>(e =>
        {
            e.ToTable("Incident");
            e.Ignore(x => x.ExcessNanos);
            e.Ignore(x => x.BurnNanos);
            e.Property(x => x.AssignedTo).HasMaxLength(LongestName);
            e.Property(x => x.ChangedBy).HasMaxLength(LongestName);
            e.Property(x => x.Grain).HasConversion<byte>();
            e.Property(x => x.Tier).HasConversion<byte>();
            e.Property(x => x.Method).HasConversion<byte>();
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => x.OpenScopeId).IsUnique();
            e.HasIndex(x => new { x.State, x.OpenedAtMicros });
            e.HasIndex(x => new { x.ScopeId, x.FromHour });
            e.HasIndex(x => x.ParentId);
        });
        modelBuilder.Entity<IncidentEvent>(e =>
        {
            e.ToTable("IncidentEvent");
            e.Property(x => x.By).HasMaxLength(LongestName);
            e.Property(x => x.Text).HasMaxLength(LongestText);
            e.HasIndex(x => x.IncidentId);
        });
        modelBuilder.Entity<IncidentScore>(e =>
        {
            e.ToTable("IncidentScore");
            e.HasKey(x => new { x.IncidentId, x.Grain, x.Period });
            e.Property(x => x.Grain).HasConversion<byte>();
            e.Property(x => x.Method).HasConversion<byte>();
        });
        modelBuilder.Entity<IncidentInput>(e =>
        {
            e.ToTable("IncidentInput");
            e.HasKey(x => new { x.IncidentId, x.Grain, x.Day });
            e.Property(x => x.Grain).HasConversion<byte>();
        });
    }
}
