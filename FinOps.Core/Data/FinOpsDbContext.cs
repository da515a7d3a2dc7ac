using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using FinOps.Core.Alerts;
using FinOps.Core.Audit;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Derivations;
using FinOps.Core.Efficiency;
using FinOps.Core.Enforcement;
using FinOps.Core.Freemium;
using FinOps.Core.Imports;
using FinOps.Core.Incidents;
using FinOps.Core.Margins;
using FinOps.Core.Months;
using FinOps.Core.Outcomes;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Releases;
using FinOps.Core.Retention;
using FinOps.Core.Reviews;
using FinOps.Core.Runs;
using FinOps.Core.Tenants;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Data;

/// <summary>The one model that both databases share.</summary>
public abstract class FinOpsDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Dimension> Dimensions => Set<Dimension>();
    public DbSet<Tenant> Tenants => Set<Tenant>();
    public DbSet<Tier> Tiers => Set<Tier>();
    public DbSet<Plan> Plans => Set<Plan>();
    public DbSet<PlanPrice> PlanPrices => Set<PlanPrice>();
    public DbSet<Contract> Contracts => Set<Contract>();
    public DbSet<RevenueEntry> RevenueEntries => Set<RevenueEntry>();
    public DbSet<MarginTurn> MarginTurns => Set<MarginTurn>();
    public DbSet<MarginWatchMark> MarginWatchMarks => Set<MarginWatchMark>();
    public DbSet<UsageRecord> UsageRecords => Set<UsageRecord>();
    public DbSet<CostCell> CostCells => Set<CostCell>();
    public DbSet<SealedWeek> SealedWeeks => Set<SealedWeek>();
    public DbSet<ImportFile> ImportFiles => Set<ImportFile>();
    public DbSet<QuarantinedLine> QuarantinedLines => Set<QuarantinedLine>();
    public DbSet<MappingProfile> MappingProfiles => Set<MappingProfile>();
    public DbSet<Price> Prices => Set<Price>();
    public DbSet<ModelMapping> ModelMappings => Set<ModelMapping>();
    public DbSet<RerateRun> RerateRuns => Set<RerateRun>();
    public DbSet<CostCorrection> CostCorrections => Set<CostCorrection>();
    public DbSet<ClosedMonth> ClosedMonths => Set<ClosedMonth>();
    public DbSet<PrunedWeek> PrunedWeeks => Set<PrunedWeek>();
    public DbSet<Release> Releases => Set<Release>();
    public DbSet<VersionCell> VersionCells => Set<VersionCell>();
    public DbSet<AbandonedCell> AbandonedCells => Set<AbandonedCell>();
    public DbSet<RunSum> RunSums => Set<RunSum>();
    public DbSet<FreemiumUser> FreemiumUsers => Set<FreemiumUser>();
    public DbSet<FreemiumCheck> FreemiumChecks => Set<FreemiumCheck>();
    public DbSet<ArchitectureReview> ArchitectureReviews => Set<ArchitectureReview>();
    public DbSet<Incident> Incidents => Set<Incident>();
    public DbSet<IncidentEvent> IncidentEvents => Set<IncidentEvent>();
    public DbSet<IncidentScore> IncidentScores => Set<IncidentScore>();
    public DbSet<IncidentInput> IncidentInputs => Set<IncidentInput>();
    public DbSet<RateGuard> RateGuards => Set<RateGuard>();
    public DbSet<ScoreSetting> ScoreSettings => Set<ScoreSetting>();
    public DbSet<ScoreSlice> ScoreSlices => Set<ScoreSlice>();
    public DbSet<ScoringMark> ScoringMarks => Set<ScoringMark>();
    public DbSet<SpendScope> SpendScopes => Set<SpendScope>();
    public DbSet<SpendSlice> SpendSlices => Set<SpendSlice>();
    public DbSet<UpgradeAcknowledgment> UpgradeAcknowledgments => Set<UpgradeAcknowledgment>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<RoleGrant> RoleGrants => Set<RoleGrant>();
    public DbSet<RoleMapping> RoleMappings => Set<RoleMapping>();
    public DbSet<CustomRole> CustomRoles => Set<CustomRole>();
    public DbSet<AccessVersion> AccessVersions => Set<AccessVersion>();
    public DbSet<ServerSecret> ServerSecrets => Set<ServerSecret>();
    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<Alert> Alerts => Set<Alert>();
    public DbSet<AlertRule> AlertRules => Set<AlertRule>();
    public DbSet<AlertChannel> AlertChannels => Set<AlertChannel>();
    public DbSet<AlertDelivery> AlertDeliveries => Set<AlertDelivery>();
    public DbSet<AlertTry> AlertTries => Set<AlertTry>();
    public DbSet<EnforcementDecision> EnforcementDecisions => Set<EnforcementDecision>();
    public DbSet<EnforcementMeasure> Measures => Set<EnforcementMeasure>();
    public DbSet<EnforcementOverride> Overrides => Set<EnforcementOverride>();
    public DbSet<LadderSettings> LadderSettings => Set<LadderSettings>();
    public DbSet<LadderState> LadderStates => Set<LadderState>();
    public DbSet<LearnedPeak> LearnedPeaks => Set<LearnedPeak>();
    public DbSet<EnforcementVersion> EnforcementVersions => Set<EnforcementVersion>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<SignInSession> SignInSessions => Set<SignInSession>();
    public DbSet<SpentToken> SpentTokens => Set<SpentToken>();
    public DbSet<DerivedDay> DerivedDays => Set<DerivedDay>();
    public DbSet<Budget> Budgets => Set<Budget>();
    public DbSet<BudgetRevision> BudgetRevisions => Set<BudgetRevision>();
    public DbSet<BudgetWindow> BudgetWindows => Set<BudgetWindow>();
    public DbSet<BudgetBookVersion> BudgetBookVersions => Set<BudgetBookVersion>();
    public DbSet<DerivationFault> DerivationFaults => Set<DerivationFault>();
    public DbSet<OutcomeType> OutcomeTypes => Set<OutcomeType>();
    public DbSet<Outcome> Outcomes => Set<Outcome>();
    public DbSet<OutcomeCell> OutcomeCells => Set<OutcomeCell>();
    public DbSet<OutcomeDay> OutcomeDays => Set<OutcomeDay>();
    public DbSet<SessionCell> SessionCells => Set<SessionCell>();
    public DbSet<DataVersion> DataVersions => Set<DataVersion>();
    public DbSet<EventFilterSnapshot> EventFilterSnapshots => Set<EventFilterSnapshot>();

    /// <summary>Tells when an audit entry is written.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Audit entries that the next save writes with the changes of this context.</summary>
    internal List<AuditDraft> AuditDrafts { get; } = [];

    /// <summary>A collation that compares bytes; names that are keys use it on both databases.</summary>
    protected abstract string BinaryCollation { get; }

    /// <summary>Saves the tracked changes and the audit entries about them in one transaction: the one that is open, or one of their own.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (AuditDrafts.Count == 0)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await AuditChain.AppendAsync(this, Clock.NowMicros(), cancellationToken);
        await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }

        AuditDrafts.Clear();
        return saved;
    }

    /// <inheritdoc cref="SaveChangesAsync(bool, CancellationToken)"/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => AuditDrafts.Count == 0
        ? base.SaveChanges(acceptAllChangesOnSuccess)
        : Task.Run(() => SaveChangesAsync(acceptAllChangesOnSuccess)).GetAwaiter().GetResult();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Dimension>(e =>
        {
            e.ToTable("Dimension");
            e.Property(x => x.Parent).HasMaxLength(128).UseCollation(BinaryCollation);
            e.Property(x => x.Key).HasMaxLength(256).UseCollation(BinaryCollation);
            e.HasIndex(x => new { x.Kind, x.Parent, x.Key }).IsUnique();
        });
        TenantModel.Configure(modelBuilder, BinaryCollation);
        MarginModel.Configure(modelBuilder);
        UsageModel.Configure(modelBuilder, BinaryCollation);
        ImportModel.Configure(modelBuilder, BinaryCollation);
        PriceModel.Configure(modelBuilder);
        RerateModel.Configure(modelBuilder, BinaryCollation);
        MonthModel.Configure(modelBuilder);
        RetentionModel.Configure(modelBuilder);
        ReleaseModel.Configure(modelBuilder, BinaryCollation);
        RunModel.Configure(modelBuilder, BinaryCollation);
        EfficiencyModel.Configure(modelBuilder);
        FreemiumModel.Configure(modelBuilder);
        ReviewModel.Configure(modelBuilder);
        IncidentModel.Configure(modelBuilder);
        AlertModel.Configure(modelBuilder, BinaryCollation);
        AuditModel.Configure(modelBuilder, BinaryCollation);
        DecisionModel.Configure(modelBuilder, BinaryCollation);
        LadderModel.Configure(modelBuilder, BinaryCollation);
        AccessModel.Configure(modelBuilder, BinaryCollation);
        ApiKeyModel.Configure(modelBuilder, BinaryCollation);
        modelBuilder.Entity<ProtectionKey>(e =>
        {
            e.ToTable("ProtectionKey");
            e.Property(x => x.Name).HasMaxLength(128);
        });
        SessionModel.Configure(modelBuilder, BinaryCollation);
        DerivationModel.Configure(modelBuilder, BinaryCollation);
        OutcomeModel.Configure(modelBuilder, BinaryCollation);
        BudgetModel.Configure(modelBuilder, BinaryCollation);
        modelBuilder.Entity<DataVersion>(e =>
        {
            e.ToTable("DataVersion");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasData(new DataVersion { Id = 1, Version = 0, ChangedAtMicros = 0, NextRecordId = 1 });
        });
    }
}

/// <summary>SQLite: the embedded default.</summary>
public sealed class SqliteFinOpsDbContext(DbContextOptions<SqliteFinOpsDbContext> options) : FinOpsDbContext(options)
{
    protected override string BinaryCollation => "BINARY";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // A filter in memory knows which events are new; the index only proves it, and is laid out for appending.
        modelBuilder.Entity<UsageRecord>(e =>
        {
            e.Property<int>(StoredEvents.ChunkColumn).HasDefaultValue(0);
            e.HasIndex("OccurredHour", StoredEvents.ChunkColumn, "EventKey").IsUnique();

            // The newest calls of an hour, which may hold millions; laid out for appending, too.
            e.HasIndex("OccurredHour", StoredEvents.ChunkColumn, "OccurredAtMicros");
        });
    }
}

/// <summary>SQL Server: production.</summary>
public sealed class SqlServerFinOpsDbContext(DbContextOptions<SqlServerFinOpsDbContext> options) : FinOpsDbContext(options)
{
    protected override string BinaryCollation => "Latin1_General_100_BIN2_UTF8";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // Several processes may write here, so that no filter in memory can hold all keys: the index finds an event in whatever hour it is.
        modelBuilder.Entity<UsageRecord>(e =>
        {
            e.HasIndex(x => x.EventKey).IsUnique();
            e.HasIndex(x => new { x.OccurredHour, x.EventKey }).IsUnique();
            e.HasIndex(x => new { x.OccurredHour, x.OccurredAtMicros });
        });
    }
}
