using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

internal static class ApiKeyModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<ApiKey>(e =>
        {
            e.ToTable("ApiKey");
            e.Property(x => x.Name).HasMaxLength(128);
            e.Property(x => x.Prefix).HasMaxLength(32).UseCollation(binaryCollation);
            e.Property(x => x.SecretHash).HasMaxLength(64);
            e.Property(x => x.HashedWith).HasMaxLength(32);
            e.Property(x => x.OldSecretHash).HasMaxLength(64);
            e.Property(x => x.OldHashedWith).HasMaxLength(32);
            e.Property(x => x.Scopes).HasMaxLength(128);
            e.PrimitiveCollection(x => x.Tenants);
            e.Property(x => x.Environment).HasMaxLength(256);
            e.Property(x => x.CreatedBy).HasMaxLength(256);
            e.Property(x => x.RevokedBy).HasMaxLength(256);
            e.Property(x => x.RevokedWhy).HasMaxLength(512);
            e.Property(x => x.LastUsedFrom).HasMaxLength(64);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.Ignore(x => x.ScopeList);
            e.Ignore(x => x.Scope);
            e.HasIndex(x => x.Prefix).IsUnique();
        });
        modelBuilder.Entity<ServerSecret>(e =>
        {
            e.ToTable("ServerSecret");
            e.Property(x => x.Name).HasMaxLength(64);
            e.HasIndex(x => x.Name).IsUnique();
        });
    }
}
