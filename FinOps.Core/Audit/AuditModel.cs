using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Audit;

internal static class AuditModel
{
    public const int SubjectLength = 512;
    public const int NameLength = 256;
    public const int ViaLength = 16;
    public const int AddressLength = 128;
    public const int ActionLength = 64;
    public const int TargetLength = 512;
    public const int TenantLength = 256;
    public const int ReasonLength = 2048;
    public const int ApprovalLength = 512;
    public const int HashLength = 32;

    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<AuditEntry>(e =>
        {
            e.ToTable("AuditEntry", t => t.HasTrigger("AuditEntry_AppendOnly"));
            e.HasKey(x => x.Sequence);
            e.Property(x => x.Sequence).ValueGeneratedNever();
            e.Property(x => x.ActorSubject).HasMaxLength(SubjectLength).UseCollation(binaryCollation);
            e.Property(x => x.ActorName).HasMaxLength(NameLength);
            e.Property(x => x.Via).HasMaxLength(ViaLength);
            e.Property(x => x.Address).HasMaxLength(AddressLength);
            e.Property(x => x.Action).HasMaxLength(ActionLength).UseCollation(binaryCollation);
            e.Property(x => x.Target).HasMaxLength(TargetLength).UseCollation(binaryCollation);
            e.Property(x => x.Tenant).HasMaxLength(TenantLength).UseCollation(binaryCollation);
            e.Property(x => x.Reason).HasMaxLength(ReasonLength);
            e.Property(x => x.Approval).HasMaxLength(ApprovalLength);
            e.Property(x => x.PreviousHash).HasMaxLength(HashLength);
            e.Property(x => x.Hash).HasMaxLength(HashLength);
            e.HasIndex(x => x.AtMicros);
            e.HasIndex(x => new { x.ActorSubject, x.Sequence });
            e.HasIndex(x => new { x.Action, x.Sequence });
            e.HasIndex(x => new { x.Target, x.Sequence });
            e.HasIndex(x => new { x.Tenant, x.Sequence });
        });
        modelBuilder.Entity<AuditHead>(e =>
        {
            e.ToTable("AuditHead");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Hash).HasMaxLength(HashLength);
            e.HasData(new AuditHead());
        });
    }
}
