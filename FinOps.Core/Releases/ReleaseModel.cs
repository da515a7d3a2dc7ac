using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Releases;

internal static class ReleaseModel
{
    public const int LongestNote = 512;

    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<Release>(e =>
        {
            e.ToTable("Release");
            e.Property(x => x.Note).HasMaxLength(LongestNote);
            e.Property(x => x.RecordedBy).HasMaxLength(256);
            e.HasIndex(x => new { x.FeatureId, x.AtMicros });
        });
        modelBuilder.Entity<UpgradeAcknowledgment>(e =>
        {
            e.ToTable("UpgradeAcknowledgment");
            e.Property(x => x.Note).HasMaxLength(LongestNote);
            e.Property(x => x.By).HasMaxLength(256);

            // A change is acknowledged once, whoever else does it at the same moment.
            e.HasIndex(x => new { x.FeatureId, x.FirstDay }).IsUnique();
        });
        modelBuilder.Entity<VersionCell>(e =>
        {
            e.ToTable("VersionCell");
            e.HasKey(x => new { x.Day, x.FeatureId, x.ModelId, x.Version });
            e.Property(x => x.Version).HasMaxLength(256).UseCollation(binaryCollation);
        });
    }
}
