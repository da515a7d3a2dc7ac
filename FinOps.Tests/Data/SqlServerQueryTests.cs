using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Audit;
using FinOps.Core.Budgets;
using FinOps.Core.Enforcement;
using FinOps.Core.Access.Sessions;
using FinOps.Core.Data;
using FinOps.Core.Anomalies;
using FinOps.Core.Imports;
using FinOps.Core.Incidents;
using FinOps.Core.Margins;
using FinOps.Core.Months;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Data;

/// <summary>Runs the readers of pages with the real SQL Server provider and no server, and reads the T-SQL that would have been sent.</summary>
public sealed class SqlServerQueryTests
{
    public static TheoryData<string> Readers() => [.. Calls.Keys];

    private static readonly QuarantineFilter Filter = new() { ImportFileId = 3, Reason = "broken_json", Field = "", State = QuarantineState.Open };

    private static readonly AuditFilter AuditSearch = new() { Who = "Ada", Action = "price", Target = "price", Tenant = "acme", FromUtc = DateTime.UnixEpoch, ToUtc = DateTime.UnixEpoch.AddDays(1), Text = "50%" };

    private static readonly Dictionary<string, Func<IServiceProvider, Task>> Calls = new()
    {
        ["imports that run"] = p => p.GetRequiredService<ImportQueries>().ActiveAsync(TenantScope.All),
        ["usage received from keys"] = p => p.GetRequiredService<ImportQueries>().ReceivedAsync(0, 50, TenantScope.All),
        ["imports that ended"] = p => p.GetRequiredService<ImportQueries>().EndedAsync(20, 10, TenantScope.All),
        ["names of imports"] = p => p.GetRequiredService<ImportQueries>().NamesAsync([1, 2, 3], TenantScope.All),
        ["one import"] = p => p.GetRequiredService<ImportQueries>().FindAsync(7, TenantScope.All),
        ["open quarantine"] = p => p.GetRequiredService<ImportQueries>().OpenLinesAsync(TenantScope.All),
        ["quarantine, filtered"] = p => p.GetRequiredService<ImportQueries>().QuarantineAsync(Filter, 50, 25, TenantScope.All),
        ["quarantine, grouped"] = p => p.GetRequiredService<ImportQueries>().GroupsAsync(Filter, TenantScope.All),
        ["quarantine, streamed"] = async p =>
        {
            await foreach (var _ in p.GetRequiredService<ImportQueries>().ReadQuarantineAsync(Filter, TenantScope.All))
            {
            }
        },
        ["mapping profiles"] = p => p.GetRequiredService<MappingProfiles>().ListAsync(),
        ["one mapping profile"] = p => p.GetRequiredService<MappingProfiles>().FindAsync("mine"),
        ["the next log"] = p => p.GetRequiredService<ImportQueue>().TakeAsync(default),
        ["a log again"] = p => p.GetRequiredService<ImportQueue>().AddAgainAsync(3, Lab.Tester, default),
        ["a canceled log"] = p => p.GetRequiredService<ImportQueue>().CancelAsync(3, Lab.Tester),
        ["what a person may do"] = p => p.GetRequiredService<AccessDecisions>().OfAsync(new PersonIdentity("https://id.example", "u-1"), ["admins"], default).AsTask(),
        ["people and their roles"] = p => p.GetRequiredService<AccessQueries>().PeopleAsync(Lab.Tester, default),
        ["roles and their use"] = p => p.GetRequiredService<AccessQueries>().RolesAsync(Lab.Tester, default),
        ["what enforcement goes by"] = p => p.GetRequiredService<MeasureBoard>().LookAsync(default),
        ["the ladder's past"] = p => p.GetRequiredService<EnforcementQueries>().HistoryAsync("acme", Lab.Tester, default),
        ["learned peaks"] = p => p.GetRequiredService<PeakLearner>().IsDueAsync(default),
        ["an override that is ended"] = p => p.GetRequiredService<OverrideEditor>().EndAsync(3, "test", Lab.Tester, default),
        ["the same measure"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            await MeasureEditor.TwinAsync(context, MeasureKind.Pause, EnforcementScope.OfTenant("acme"), 1, default);
        },
        ["a lifted measure"] = p => p.GetRequiredService<MeasureEditor>().LiftAsync(3, "test", Lab.Tester, default),
        ["claim values"] = p => p.GetRequiredService<AccessQueries>().MappingsAsync(Lab.Tester, default),
        ["API keys"] = p => p.GetRequiredService<ApiKeyQueries>().ListAsync(Lab.Tester, default),
        ["API keys that end soon"] = p => p.GetRequiredService<ApiKeyQueries>().EndingAsync(0, 14, default),
        ["API keys in force"] = p => p.GetRequiredService<ApiKeyVerifier>().VerifyAsync("lfk_01234567_" + new string('a', 48), null, default).AsTask(),
        ["uses of API keys"] = p =>
        {
            p.GetRequiredService<ApiKeyUses>().Count(1, 0, "10.0.0.5", isOld: true);
            p.GetRequiredService<ApiKeyUses>().Rehash(1, [1], [2], "pepper");
            return p.GetRequiredService<ApiKeyUses>().SaveAsync(default);
        },
        ["a revoked API key"] = p => p.GetRequiredService<ApiKeyEditor>().RevokeAsync("lfk_01234567", "over", Lab.Tester, default),
        ["re-ratings"] = p => p.GetRequiredService<RerateQueries>().RunsAsync(20, 10, TenantScope.All, default),
        ["one re-rating"] = p => p.GetRequiredService<RerateQueries>().FindAsync(3, TenantScope.All, default),
        ["corrections of a re-rating"] = p => p.GetRequiredService<RerateQueries>().CorrectionsAsync(3, TenantScope.All, default),
        ["calls in a scope"] = p => p.GetRequiredService<RerateQueries>().CountAsync(new RerateScope("openai", "gpt*", DateTime.UnixEpoch, null), TenantScope.All, default),
        ["one session"] = p => p.GetRequiredService<SignInSessions>().FindAsync(new byte[32], TimeSpan.FromHours(1), default),
        ["a session that may be over"] = p => p.GetRequiredService<SignInSessions>().IsLiveAsync(3, TimeSpan.FromHours(1), default),
        ["a session in use"] = p => p.GetRequiredService<SignInSessions>().TouchAsync(3, TimeSpan.FromHours(1), default),
        ["sessions of a person"] = p => p.GetRequiredService<SignInSessions>().ListAsync("https://login.example|ada", TimeSpan.FromHours(1), default),
        ["sessions to end"] = p => p.GetRequiredService<SignInSessions>().EndAllAsync("https://login.example|ada", 3, Lab.Tester, "test", default),
        ["sessions the provider ends"] = p => p.GetRequiredService<SignInSessions>().EndOfProviderAsync("https://login.example|sid", null, Lab.Tester, "test", default),
        ["sessions that are over"] = p => p.GetRequiredService<SignInSessions>().PruneAsync(default),
        ["a scope to rate again"] = p => p.GetRequiredService<RerateEditor>().CheckAsync(new RerateScope("openai", "gpt*", null, null), default),
        ["a canceled re-rating"] = p => p.GetRequiredService<RerateEditor>().CancelAsync(3, Lab.Tester, default),
        ["the next re-rating"] = p => p.GetRequiredService<RerateQueue>().TakeAsync(default),
        ["derived days"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            foreach (var derivation in p.GetServices<FinOps.Core.Derivations.IDayDerivation>())
            {
                await derivation.DueAsync(context, FinOps.Core.Derivations.DaySums.None, default);
                await (await derivation.OpenAsync(context, [20_000, 20_001], default)).WriteAsync(context, 20_000, default);
            }
        },
        ["outcomes, written"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            var report = new FinOps.Core.Outcomes.OutcomeReport(1, 5, 1, "resolved_query") { OutcomeId = "o", Tenant = null, Raw = "{}" };
            var batch = new FinOps.Core.Outcomes.OutcomeBatch(1, [report], new FinOps.Core.Usage.UsageBatch(1, 1));
            await Assert.ThrowsAsync<DbUpdateException>(() => new FinOps.Core.Outcomes.OutcomeWriter(context, TimeProvider.System).WriteAsync(batch, default));
        },
        ["the kept period"] = p => p.GetRequiredService<FinOps.Core.Retention.RetentionQueries>().KeptFromAsync(default),
        ["what may be pruned"] = p => p.GetRequiredService<FinOps.Core.Retention.RecordPruner>().PreviewAsync(default),
        ["the state of imports"] = p => p.GetRequiredService<FinOps.Core.Operations.IngestQueries>().ReadAsync(default),
        ["months"] = p => p.GetRequiredService<MonthQueries>().ListAsync(TenantScope.All, default),
        ["closings of months"] = p => p.GetRequiredService<MonthQueries>().HistoryAsync(TenantScope.All, default),
        ["prices"] = p => p.GetRequiredService<PriceBook>().CurrentAsync(default),
        ["waiting calls of some tenants"] = p => p.GetRequiredService<PriceQueries>().UnpricedAsync(TenantScope.Of(["acme", "globex"]), default),
        ["usage of some tenants"] = p => p.GetRequiredService<FinOps.Core.Costs.CostQueries>().ExtentAsync(TenantScope.Of(["acme", "globex"]), default),
        ["audit entries"] = p => p.GetRequiredService<AuditQueries>().PageAsync(AuditSearch, Lab.Tester, 50, 25, default),
        ["audit entries of some tenants"] = p => p.GetRequiredService<AuditQueries>().PageAsync(new AuditFilter { Action = "price.add" }, Lab.Tester with { Tenants = TenantScope.Of(["a", "b"]) }, 0, 25, default),
        ["refusals"] = p => p.GetRequiredService<DecisionQueries>().PageAsync(new DecisionFilter { Door = DecisionDoor.Api, Reason = DecisionReason.RateLimited, Who = "50%", Tenant = "acme", FromUtc = DateTime.UnixEpoch, ToUtc = DateTime.UnixEpoch.AddDays(1) }, Lab.Tester, 50, 25, default),
        ["refusals of some tenants"] = p => p.GetRequiredService<DecisionQueries>().PageAsync(new DecisionFilter(), Lab.Tester with { Tenants = TenantScope.Of(["a", "b"]) }, 0, 25, default),
        ["old refusals"] = p => p.GetRequiredService<DecisionLog>().PruneAsync(default),
        ["actions of audit entries"] = p => p.GetRequiredService<AuditQueries>().ActionsAsync(Lab.Tester, default),
        ["the last verification"] = p => p.GetRequiredService<AuditQueries>().LastVerificationAsync(Lab.Tester, default),
        ["audit entries, verified"] = p => p.GetRequiredService<AuditVerifier>().VerifyAsync(null, default),
        ["the first of a day"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            await p.GetRequiredService<AuditDays>().IsFirstAsync(context, "usage.receive", "key:lfk_01234567", default);
        },
        ["tenants"] = p => p.GetRequiredService<TenantQueries>().ListAsync(new(2026, 10, 14), Lab.Tester, default),
        ["one tenant"] = p => p.GetRequiredService<TenantQueries>().FindAsync("acme", Lab.Tester, default),
        ["plans"] = p => p.GetRequiredService<TenantQueries>().PlansAsync(Lab.Tester, default),
        ["plans, seen by some"] = p => p.GetRequiredService<TenantQueries>().PlansAsync(Lab.Tester with { Tenants = TenantScope.Of(["a", "b"]) }, default),
        ["terms of tenants"] = p => p.GetRequiredService<TenantQueries>().TermsAsync(null, Lab.Tester with { Tenants = TenantScope.Of(["a", "b"]) }, default),
        ["billed entries"] = p => p.GetRequiredService<TenantQueries>().EntriesAsync(null, Lab.Tester with { Tenants = TenantScope.Of(["a", "b"]) }, default),
        ["a contract, removed"] = p => p.GetRequiredService<ContractEditor>().RemoveAsync(3, "over", Lab.Tester, default),
        ["revenue, entered"] = p => p.GetRequiredService<RevenueEditor>().AddAsync(new() { Tenant = "acme", ExternalId = "I1", Day = new(2026, 10, 1), AmountUsd = 5 }, Lab.Tester, default),
        ["revenue, removed"] = p => p.GetRequiredService<RevenueEditor>().RemoveAsync(3, "wrong", Lab.Tester, default),
        ["a plan, removed"] = p => p.GetRequiredService<PlanEditor>().RemoveAsync("pro", Lab.Tester, default),
        ["a tier, removed"] = p => p.GetRequiredService<TierEditor>().RemoveAsync("pro", Lab.Tester, default),
        ["tiers"] = p => p.GetRequiredService<TenantQueries>().TiersAsync(default),
        ["revenue"] = p => p.GetRequiredService<TenantQueries>().RevenueAsync(new(2026, 10, 1), new(2026, 11, 1), Lab.Tester, default),
        ["revenue of some tenants"] = p => p.GetRequiredService<TenantQueries>().RevenueAsync(new(2026, 10, 1), new(2026, 11, 1), Lab.Tester with { Tenants = TenantScope.Of(["a", "b"]) }, default),
        ["releases"] = p => p.GetRequiredService<FinOps.Core.Releases.ReleaseQueries>().ListAsync("chat", TenantScope.All, default),
        ["what nobody read"] = p => p.GetRequiredService<FinOps.Core.Efficiency.AbandonedQueries>().ByFeatureAsync(new(DateTime.UnixEpoch, DateTime.UnixEpoch.AddDays(1)) { Filters = [new(FinOps.Core.Costs.CostDimension.Feature, ["chat"])] }, TenantScope.Of(["a", "b"]), default),
        ["policy signals"] = p => p.GetRequiredService<FinOps.Core.Freemium.PolicySignals>().FreemiumAsync(TenantScope.Of(["a", "b"]), default),
        ["free users"] = p => p.GetRequiredService<FinOps.Core.Freemium.FreemiumFinder>().FindAsync(default),
        ["incidents"] = p => p.GetRequiredService<IncidentQueries>().ListAsync(new IncidentFilter(IsOver: false, State: IncidentState.Open, Kind: ScopeKind.Tenant, Tenant: "acme"), TenantScope.Of(["acme", "globex"]), default),
        ["incidents that are over"] = p => p.GetRequiredService<IncidentQueries>().ListAsync(new IncidentFilter(IsOver: true), TenantScope.All, default),
        ["one incident"] = p => p.GetRequiredService<IncidentQueries>().FindAsync(3, TenantScope.All, default),
        ["scores of tenants"] = p => p.GetRequiredService<IncidentQueries>().TenantScoresAsync(TenantScope.All, default),
        ["an acknowledged incident"] = p => p.GetRequiredService<IncidentEditor>().AcknowledgeAsync(3, null, Lab.Tester, default),
        ["settings of scoring"] = p => p.GetRequiredService<ScoreSettingEditor>().ListAsync(TenantScope.All, default),
        ["a setting of scoring"] = p => p.GetRequiredService<ScoreSettingEditor>().SaveAsync(new(ScopeKind.Tenant, "acme", null, null, DetectorKind.Seasonal, 5, 0, 0), Lab.Tester, default),
        ["sums of scoring, forgotten"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            await SpendScorer.ForgetRemovedAsync(context, default);
        },
        ["the past of scopes"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            await SpendPast.ReadAsync(context, 0, [new SpendScope { Id = 5 }], SeriesGrain.Hour, 490_000, 672, default);
            await new SpendSeries().LoadAsync(context, default);
            await new SpendSeries().LiveAsync(context, new SpendScope { Id = 5 }, SeriesGrain.Day, 20_000, default);
        },
        ["reviews"] = p => p.GetRequiredService<FinOps.Core.Reviews.ReviewQueries>().ListAsync(TenantScope.All, default),
        ["a review to edit"] = p => p.GetRequiredService<FinOps.Core.Reviews.ReviewEditor>().SaveAsync(new(3, FinOps.Core.Reviews.ReviewState.Open, "Ada", "", 0), Lab.Tester, default),
        ["the dearest runs"] = p => p.GetRequiredService<FinOps.Core.Runs.RunQueries>().TopAsync(new(2026, 10, 1), new(2026, 10, 3), [new(FinOps.Core.Costs.CostDimension.Feature, ["chat"])], 20, TenantScope.Of(["a", "b"]), default),
        ["one run"] = p => p.GetRequiredService<FinOps.Core.Runs.RunQueries>().FindAsync("run-1", new(2026, 10, 1), "acme", TenantScope.All, default),
        ["calls of a run"] = p => p.GetRequiredService<FinOps.Core.Runs.RunQueries>().CallsAsync(new FinOps.Core.Runs.RunRow(new FinOps.Core.Runs.RunSum { RunId = "run-1" }, "acme", "chat", "openai", "gpt-4o", ""), default),
        ["what is known of upgrades"] = p => p.GetRequiredService<FinOps.Core.Releases.ReleaseQueries>().NotesAsync(["chat", "search"], default),
        ["a release off record"] = p => p.GetRequiredService<FinOps.Core.Releases.ReleaseEditor>().RemoveAsync(3, Lab.Tester, default),
        ["an upgrade to acknowledge"] = p => p.GetRequiredService<FinOps.Core.Releases.ReleaseEditor>().AcknowledgeAsync("chat", 20_000, "planned", Lab.Tester, default),
        ["terms of all tenants"] = p => p.GetRequiredService<MarginTerms>().CurrentAsync(default),
        ["tenants that are red"] = p => p.GetRequiredService<MarginTurnQueries>().OpenAsync(Lab.Tester, default),
        ["turns of a tenant"] = p => p.GetRequiredService<MarginTurnQueries>().OfTenantAsync("acme", Lab.Tester, default),
        ["alerts"] = p => p.GetRequiredService<AlertQueries>().PageAsync(new AlertFilter { State = AlertState.Open, Kind = AlertKind.Incident, Severity = AlertSeverity.Critical, Tenant = "acme", Text = "50%", HasDeadLetters = true }, Lab.Tester, 50, 25, default),
        ["alerts of some tenants"] = p => p.GetRequiredService<AlertQueries>().CountOpenAsync(Lab.Tester with { Tenants = TenantScope.Of(["a", "b"]) }, default),
        ["deliveries of an alert"] = p => p.GetRequiredService<AlertQueries>().DeliveriesAsync(3, Lab.Tester, default),
        ["rules of alerts"] = p => p.GetRequiredService<AlertQueries>().RulesAsync(Lab.Tester, default),
        ["channels of alerts"] = p => p.GetRequiredService<AlertQueries>().ChannelsAsync(Lab.Tester, default),
        ["an alert to acknowledge"] = p => p.GetRequiredService<AlertEditor>().AcknowledgeAsync(3, Lab.Tester, default),
        ["dead letters, sent again"] = p => p.GetRequiredService<AlertEditor>().RetryAsync(3, Lab.Tester, default),
        ["a rule of alerts that somebody else edited"] = p => p.GetRequiredService<AlertRuleEditor>().SaveAsync(new AlertRule { Kind = AlertKind.Incident, Version = 5 }, Lab.Tester, default),
        ["reminders and escalations"] = p => p.GetRequiredService<AlertFollowUp>().RunAsync(default),
        ["the outbox"] = p => p.GetRequiredService<AlertSender>().SendAsync(default),
        ["a message, taken and noted"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            await AlertQueue.TakeAsync(context, 3, canGroup: true, 0, default);
            var taken = new TakenMessage("token", new AlertMessage("key", AlertOccasion.Raised, []), 1, 0);
            await AlertQueue.DropAsync(context, taken, 0, default);
            await AlertQueue.SettleAsync(context, new AlertChannel(), taken, new SendResult(true, 200, "ok"), 5, 26, 0, default);
        },
        ["alerts, raised and over"] = async p =>
        {
            await using var context = p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();
            await using var transaction = await context.Database.BeginTransactionAsync();
            await AlertTrail.RaiseAsync(context, new(AlertKind.Incident, AlertSeverity.Critical, "tenant:acme", "3", "", "Acme burns", "", "/incidents/3", "acme"), default);
            await AlertTrail.RecoverAsync(context, AlertKind.Incident, "tenant:acme", "3", "over", default);
        },
        ["a budget, looked at"] = p => p.GetRequiredService<BudgetEditor>().PreviewAsync([new() { Scope = new("chat", "acme", "blue", "gpt-4o", "production"), AmountUsd = 5 }], Lab.Tester, default),
        ["a budget, removed"] = p => p.GetRequiredService<BudgetEditor>().RemoveAsync(3, null, "over", Lab.Tester, default),
        ["a budget, undone"] = p => p.GetRequiredService<BudgetEditor>().UndoAsync(3, null, Lab.Tester, default),
        ["turns of a day"] = async p => await p.GetRequiredService<MarginWatch>().NoteAsync(
            new(2026, 10, 2), new(2026, 10, 1), await p.GetRequiredService<MarginTerms>().CurrentAsync(default), new MarginWatch.History(new(2026, 10, 1), []), default),
        ["models in use"] = p => p.GetRequiredService<PriceQueries>().InUseAsync(TenantScope.All, default),
        ["calls that wait for a price"] = p => p.GetRequiredService<PriceQueries>().UnpricedAsync(TenantScope.All, default),
        ["price history"] = p => p.GetRequiredService<PriceQueries>().HistoryAsync("openai", "gpt-5", default),
    };

    [Fact]
    public async Task WritesOfMonths_OnSqlServer_AreTSqlThatIsTaken()
    {
        var server = new FakeSqlServer();
        await using var context = server.CreateDbContext();
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        var month = new CalendarMonth(202610);
        await MonthEditor.IsReopeningAsync(context, month, default);
        await MonthEditor.CostAsync(context, month, default);
        var closing = new ClosedMonth { Month = month.Number, ClosedAtMicros = 1, ClosedBy = "Ada", Reason = "over", BookedCostNanos = 5 };
        context.ClosedMonths.Add(closing);
        await context.SaveChangesAsync();
        (closing.ReopenedAtMicros, closing.ReopenedBy, closing.ReopenReason) = (2, "Ada", "an invoice came late");
        await context.SaveChangesAsync();
        context.RerateRuns.Add(new RerateRun { Kind = RerateKind.Reopening, Reason = "an invoice came late", FromMicros = 3, ToMicros = 4 });
        await context.SaveChangesAsync();

        Assert.Contains(server.Commands, c => c.Contains("INSERT INTO [ClosedMonth]", StringComparison.Ordinal));
        Assert.Contains(server.Commands, c => c.Contains("UPDATE [ClosedMonth]", StringComparison.Ordinal));
        Assert.Contains(server.Commands, c => c.Contains("INSERT INTO [RerateRun]", StringComparison.Ordinal));
        var schema = Schemas.NewSqlServerSchema();
        Assert.All(server.Commands, command => Assert.Empty(TSql.Faults(command, schema)));
    }

    [Fact]
    public async Task WritesOfTerms_OnSqlServer_AreTSqlThatIsTaken()
    {
        var server = new FakeSqlServer();
        await using var context = server.CreateDbContext();
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        await TermsBook.OpenAsync(context, ["acme", "globex"], Lab.Tester, 1, default);
        foreach (var row in new object[]
        {
            new Dimension { Kind = DimensionKind.Tenant, Key = "acme" }, new Tenant { Id = 1 }, new Tier { Key = "scale" }, new Plan { Key = "pro" },
            new PlanPrice { PlanId = 1, ValidFrom = new(2026, 1, 1) }, new Contract { TenantId = 1, StartDay = new(2026, 1, 1) }, new RevenueEntry { TenantId = 1, Kind = RevenueKind.Usage, Day = new(2026, 10, 1) },
        })
        {
            context.Add(row);
            await context.SaveChangesAsync();
        }

        Assert.Contains(server.Commands, c => c.Contains("INSERT INTO [Contract]", StringComparison.Ordinal));
        Assert.Contains(server.Commands, c => c.Contains("INSERT INTO [RevenueEntry]", StringComparison.Ordinal));
        var schema = Schemas.NewSqlServerSchema();
        Assert.All(server.Commands, command => Assert.Empty(TSql.Faults(command, schema)));
    }

    [Fact]
    public async Task WritesOfEnforcement_OnSqlServer_AreTSqlThatIsTaken()
    {
        var server = new FakeSqlServer();
        await using var context = server.CreateDbContext();
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        foreach (var row in new object[]
        {
            new EnforcementMeasure { Kind = MeasureKind.Pause, Tenant = "acme" }, new EnforcementOverride { Kind = OverrideKind.LiftCap, Tenant = "acme" }, new LadderSettings { Tenant = "acme" },
            new LadderState { Tenant = "acme" }, new LearnedPeak { Tenant = "acme" },
        })
        {
            context.Add(row);
            await context.SaveChangesAsync();
        }

        Assert.Contains(server.Commands, c => c.Contains("INSERT INTO [EnforcementMeasure]", StringComparison.Ordinal));
        Assert.Contains(server.Commands, c => c.Contains("INSERT INTO [LadderState]", StringComparison.Ordinal));
        var schema = Schemas.NewSqlServerSchema();
        Assert.All(server.Commands, command => Assert.Empty(TSql.Faults(command, schema)));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Reader_OnSqlServer_SendsTSqlThatIsTaken(string reader)
    {
        var server = new FakeSqlServer();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Provider"] = nameof(DatabaseProvider.SqlServer),
            ["Database:ConnectionString"] = "Server=(none)",
            ["ApiKeys:Pepper"] = new string('p', 32),
            ["Retention:RawRecordDays"] = "30",
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddFinOpsCore(configuration)
            .AddSingleton<IDbContextFactory<FinOpsDbContext>>(server).AddSingleton<ISecretProtection, OpenSecrets>().BuildServiceProvider();

        await Calls[reader](services);

        Assert.NotEmpty(server.Commands);
        var schema = Schemas.NewSqlServerSchema();
        Assert.All(server.Commands, command => Assert.Empty(TSql.Faults(command, schema)));
    }
}
