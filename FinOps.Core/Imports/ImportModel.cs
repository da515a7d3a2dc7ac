using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Imports;

internal static class ImportModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<ImportFile>(e =>
        {
            e.ToTable("ImportFile");
            e.Property(x => x.Name).HasMaxLength(512);
            e.Property(x => x.Path).HasMaxLength(2048);
            e.Property(x => x.Profile).HasMaxLength(128);
            e.Property(x => x.HeadHash).HasMaxLength(64);
            e.Property(x => x.ContentSha256).HasMaxLength(64);
            e.Property(x => x.UnknownFields).HasMaxLength(2048);
            e.Property(x => x.Posts).HasDefaultValue(1);
            e.HasIndex(x => x.State);
        });
        modelBuilder.Entity<QuarantinedLine>(e =>
        {
            e.ToTable("QuarantinedLine");
            e.Property(x => x.Field).HasMaxLength(128);
            e.Property(x => x.Reason).HasMaxLength(64);
            e.Property(x => x.Message).HasMaxLength(1024);
            e.HasIndex(x => new { x.ImportFileId, x.LineNumber });
            e.HasIndex(x => x.State);
        });
        modelBuilder.Entity<MappingProfile>(e =>
        {
            e.ToTable("MappingProfile");
            e.Property(x => x.Name).HasMaxLength(128).UseCollation(binaryCollation);
            e.Property(x => x.UpdatedBy).HasMaxLength(256);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.HasIndex(x => x.Name).IsUnique();
        });
    }
}
