using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

internal static class AlertModel
{
    public const int KeyLength = 32;
    public const int ScopeLength = 512;
    public const int WindowLength = 64;
    public const int StepLength = 64;
    public const int TitleLength = 256;
    public const int TextLength = 2048;
    public const int PathLength = 1024;
    public const int TenantLength = 256;
    public const int NameLength = 256;
    public const int RecoveryLength = 1024;
    public const int ListLength = 2048;
    public const int ZoneLength = 64;
    public const int TargetLength = 1024;
    public const int MessageKeyLength = 64;
    public const int AnswerLength = 512;

    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        ConfigureAlert(modelBuilder, binaryCollation);
        ConfigureRule(modelBuilder);
        ConfigureChannel(modelBuilder);
        ConfigureDelivery(modelBuilder, binaryCollation);
    }

    private static void ConfigureAlert(ModelBuilder modelBuilder, string binaryCollation) => modelBuilder.Entity<Alert>(e =>
    {
        e.ToTable("Alert");
        e.Property(x => x.Key).HasMaxLength(KeyLength).UseCollation(binaryCollation);
        e.Property(x => x.Scope).HasMaxLength(ScopeLength).UseCollation(binaryCollation);
        e.Property(x => x.Window).HasMaxLength(WindowLength).UseCollation(binaryCollation);
        e.Property(x => x.Step).HasMaxLength(StepLength).UseCollation(binaryCollation);
        e.Property(x => x.Title).HasMaxLength(TitleLength);
        e.Property(x => x.Text).HasMaxLength(TextLength);
        e.Property(x => x.Path).HasMaxLength(PathLength);
        e.Property(x => x.Tenant).HasMaxLength(TenantLength).UseCollation(binaryCollation);
        e.Property(x => x.AcknowledgedBy).HasMaxLength(NameLength);
        e.Property(x => x.RecoveryText).HasMaxLength(RecoveryLength);
        e.HasIndex(x => x.Key).IsUnique();
        e.HasIndex(x => new { x.Kind, x.Scope });
        e.HasIndex(x => x.RaisedAtMicros);
        e.HasIndex(x => x.AcknowledgedAtMicros);
    });

    private static void ConfigureRule(ModelBuilder modelBuilder) => modelBuilder.Entity<AlertRule>(e =>
    {
        e.ToTable("AlertRule");
        e.HasKey(x => x.Kind);
        e.Property(x => x.Kind).ValueGeneratedNever();
        e.Property(x => x.QuietZone).HasMaxLength(ZoneLength);
        e.Property(x => x.Audience).HasMaxLength(ListLength);
        e.Property(x => x.Channels).HasMaxLength(ListLength);
        e.Property(x => x.EscalateAudience).HasMaxLength(ListLength);
        e.Property(x => x.EscalateChannels).HasMaxLength(ListLength);
        e.Property(x => x.ChangedBy).HasMaxLength(NameLength);
        e.Property(x => x.Version).IsConcurrencyToken();
    });

    private static void ConfigureChannel(ModelBuilder modelBuilder) => modelBuilder.Entity<AlertChannel>(e =>
    {
        e.ToTable("AlertChannel");
        e.Property(x => x.Name).HasMaxLength(NameLength);
        e.Property(x => x.Audience).HasMaxLength(ListLength);
        e.Property(x => x.Target).HasMaxLength(TargetLength);
        e.Property(x => x.TimeZone).HasMaxLength(ZoneLength);
        e.Property(x => x.ChangedBy).HasMaxLength(NameLength);
        e.Property(x => x.Version).IsConcurrencyToken();
    });

    private static void ConfigureDelivery(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<AlertDelivery>(e =>
        {
            e.ToTable("AlertDelivery");
            e.Property(x => x.DedupKey).HasMaxLength(MessageKeyLength).UseCollation(binaryCollation);
            e.Property(x => x.MessageKey).HasMaxLength(MessageKeyLength).UseCollation(binaryCollation);
            e.Property(x => x.LeaseToken).HasMaxLength(KeyLength).UseCollation(binaryCollation);
            e.HasOne(x => x.Alert).WithMany().HasForeignKey(x => x.AlertId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(x => x.DedupKey).IsUnique();
            e.HasIndex(x => new { x.State, x.DueAtMicros });
            e.HasIndex(x => new { x.ChannelId, x.Kind, x.Occasion, x.DueAtMicros });
            e.HasIndex(x => x.MessageKey);
        });
        modelBuilder.Entity<AlertTry>(e =>
        {
            e.ToTable("AlertTry");
            e.Property(x => x.MessageKey).HasMaxLength(MessageKeyLength).UseCollation(binaryCollation);
            e.Property(x => x.Answer).HasMaxLength(AnswerLength);
            e.HasIndex(x => x.MessageKey);
            e.HasIndex(x => new { x.ChannelId, x.AtMicros });
        });
    }
}
