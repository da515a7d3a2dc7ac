using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

internal static class AccessModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<Person>(e =>
        {
            e.ToTable("Person");
            e.Property(x => x.Issuer).HasMaxLength(256).UseCollation(binaryCollation);
            e.Property(x => x.Subject).HasMaxLength(256).UseCollation(binaryCollation);
            e.Property(x => x.Name).HasMaxLength(256);
            e.Property(x => x.Email).HasMaxLength(320);
            e.Property(x => x.LastAddress).HasMaxLength(64);
            e.Property(x => x.DisabledBy).HasMaxLength(256);
            e.Property(x => x.DisabledReason).HasMaxLength(1024);
            e.HasIndex(x => new { x.Issuer, x.Subject }).IsUnique();
        });
        modelBuilder.Entity<RoleGrant>(e =>
        {
            e.ToTable("RoleGrant");
            e.Property(x => x.Role).HasMaxLength(64).UseCollation(binaryCollation);
            e.Property(x => x.Reason).HasMaxLength(1024);
            e.Property(x => x.GrantedBy).HasMaxLength(256);
            e.Property(x => x.RevokedBy).HasMaxLength(256);
            e.Property(x => x.RevokeReason).HasMaxLength(1024);
            e.HasOne<Person>().WithMany().HasForeignKey(x => x.PersonId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<RoleMapping>(e =>
        {
            e.ToTable("RoleMapping");
            e.Property(x => x.ClaimValue).HasMaxLength(256).UseCollation(binaryCollation);
            e.Property(x => x.Role).HasMaxLength(64).UseCollation(binaryCollation);
            e.Property(x => x.Reason).HasMaxLength(1024);
            e.Property(x => x.CreatedBy).HasMaxLength(256);
            e.Property(x => x.RemovedBy).HasMaxLength(256);
            e.Property(x => x.RemoveReason).HasMaxLength(1024);
        });
        modelBuilder.Entity<CustomRole>(e =>
        {
            e.ToTable("CustomRole");
            e.Property(x => x.Name).HasMaxLength(64).UseCollation(binaryCollation);
            e.Property(x => x.Explanation).HasMaxLength(256);
            e.Property(x => x.Permissions).HasMaxLength(1024);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.Property(x => x.UpdatedBy).HasMaxLength(256);
            e.HasIndex(x => x.Name).IsUnique();
        });
        modelBuilder.Entity<AccessVersion>(e =>
        {
            e.ToTable("AccessVersion");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasData(new AccessVersion { Id = 1, Version = 0 });
        });
    }
}
