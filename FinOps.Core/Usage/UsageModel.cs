using FinOps.Core.Costs;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Usage;

internal static class UsageModel
{
    public static void Configure(ModelBuilder modelBuilder, string binaryCollation)
    {
        modelBuilder.Entity<UsageRecord>(e =>
        {
            e.ToTable("UsageRecord");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Ignore(x => x.OccurredAtUtc);
            e.Ignore(x => x.EffectiveCostNanos);
            e.Property(x => x.EventKey).HasMaxLength(16).IsFixedLength();
            foreach (var name in new[] { "RequestId", "ParentRequestId", "TraceId", "SessionId", "AgentRunId", "WorkflowStep" })
            {
                e.Property<string?>(name).HasMaxLength(256).UseCollation(binaryCollation);
            }

            e.Property(x => x.ModelVersion).HasMaxLength(256);
            e.Property(x => x.ServiceTier).HasMaxLength(64);
            e.Property(x => x.Error).HasMaxLength(1024);
            e.Property(x => x.HostScope).HasMaxLength(128);

            // Few records wait for a price; this finds them without reading the others.
            e.HasIndex(x => new { x.ModelId, x.UnpricedReason, x.OccurredAtMicros }, "IX_UsageRecord_Unpriced").HasFilter("[PriceId] IS NULL");
        });
        modelBuilder.Entity<EventFilterSnapshot>(e =>
        {
            e.ToTable("EventFilterSnapshot");
            e.Property(x => x.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<SealedWeek>(e =>
        {
            e.ToTable("SealedWeek");
            e.HasKey(x => x.Week);
            e.Property(x => x.Week).ValueGeneratedNever();
        });
        modelBuilder.Entity<CostCell>(e =>
        {
            e.ToTable("CostCell");
            e.HasKey(x => new { x.CubeId, x.Period, x.TenantId, x.FeatureId, x.ModelId, x.UserId, x.TeamId, x.RouteId, x.TaskId, x.EnvironmentId, x.Status });
        });
    }
}
