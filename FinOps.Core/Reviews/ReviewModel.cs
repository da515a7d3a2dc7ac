using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Reviews;

internal static class ReviewModel
{
    public const int LongestNote = 1024;
    public const int LongestOwner = 256;

    public static void Configure(ModelBuilder modelBuilder) => modelBuilder.Entity<ArchitectureReview>(e =>
    {
        e.ToTable("ArchitectureReview");
        e.Property(x => x.Owner).HasMaxLength(LongestOwner);
        e.Property(x => x.Note).HasMaxLength(LongestNote);
        e.Property(x => x.ChangedBy).HasMaxLength(256);
        e.Property(x => x.Version).IsConcurrencyToken();
        e.HasIndex(x => x.FeatureId).IsUnique();
    });
}
