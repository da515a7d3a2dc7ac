using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access.Sessions;

internal static class SessionModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<SignInSession>(e =>
        {
            e.ToTable("SignInSession");
            e.Property(x => x.KeyHash).HasMaxLength(32);
            e.Property(x => x.Subject).HasMaxLength(SignInSessions.MaxSubject).UseCollation(binaryCollation);
            e.Property(x => x.ProviderSession).HasMaxLength(SignInSessions.MaxSubject).UseCollation(binaryCollation);
            e.Property(x => x.Address).HasMaxLength(64);
            e.Property(x => x.Browser).HasMaxLength(SignInSessions.MaxBrowser);
            e.HasIndex(x => x.KeyHash).IsUnique();
            e.HasIndex(x => x.Subject);
            e.HasIndex(x => x.ProviderSession);
        });
        modelBuilder.Entity<SpentToken>(e =>
        {
            e.ToTable("SpentToken");
            e.Property(x => x.Hash).HasMaxLength(32);
            e.HasIndex(x => x.Hash).IsUnique();
        });
    }
}
