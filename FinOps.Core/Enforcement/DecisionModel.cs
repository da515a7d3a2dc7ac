using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

internal static class DecisionModel
{
    public const int WordLength = 32;
    public const int SubjectLength = 512;
    public const int AddressLength = 128;
    public const int RouteLength = 256;
    public const int TenantLength = 256;

    public static void Configure(ModelBuilder modelBuilder, string binaryCollation) => modelBuilder.Entity<EnforcementDecision>(e =>
    {
        e.ToTable("EnforcementDecision");
        e.Property(x => x.Door).HasMaxLength(WordLength).UseCollation(binaryCollation);
        e.Property(x => x.Reason).HasMaxLength(WordLength).UseCollation(binaryCollation);
        e.Property(x => x.Subject).HasMaxLength(SubjectLength).UseCollation(binaryCollation);
        e.Property(x => x.Address).HasMaxLength(AddressLength);
        e.Property(x => x.Route).HasMaxLength(RouteLength);
        e.Property(x => x.Tenant).HasMaxLength(TenantLength).UseCollation(binaryCollation);
        e.HasIndex(x => x.AtMicros);
        e.HasIndex(x => new { x.Tenant, x.AtMicros });
    });
}
