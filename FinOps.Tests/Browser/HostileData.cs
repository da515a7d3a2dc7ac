using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using FinOps.Core.Anomalies;
using FinOps.Core.Alerts;
using FinOps.Core.Audit;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Enforcement;
using FinOps.Core.Freemium;
using FinOps.Core.Imports;
using FinOps.Core.Incidents;
using FinOps.Core.Months;
using FinOps.Core.Outcomes;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Releases;
using FinOps.Core.Reviews;
using FinOps.Core.Tenants;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Browser;

/// <summary>Fills every text that can be stored with hostile ones: usage through the API, the rest straight into the tables, as if every check had failed.</summary>
internal static class HostileData
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>Columns that hold a form of ours, which the database would not give back if it were broken.</summary>
    private static readonly string[] Structured = ["DefinitionJson", "Scopes", "Scope", "ClaimValues", "Currency", "Permissions", "Prefix", "Tags", "Tenants", "Environments", "Path", "HeadHash", "ContentSha256", "SecretHash"];

    /// <summary>Columns that hold only words that this program writes.</summary>
    private static readonly string[] OwnWords =
    [
        "QuarantinedLine.Reason", "QuarantinedLine.Field", "DerivedDay.Name", "DerivationFault.Name", "AuditEntry.Action", "AuditEntry.Via", "AuditEntry.Approval", "ProtectionKey.Name", "ProtectionKey.Xml", "ServerSecret.Name", "ServerSecret.Protected",
        "Alert.Key", "AlertRule.QuietZone", "AlertRule.Audience", "AlertRule.Channels", "AlertRule.EscalateAudience", "AlertRule.EscalateChannels", "AlertChannel.Audience", "AlertChannel.Protected", "AlertChannel.TimeZone",
        "Budget.TimeZone", "Budget.Thresholds", "BudgetRevision.TimeZone", "BudgetRevision.Thresholds",
        "AlertDelivery.DedupKey", "AlertDelivery.MessageKey", "AlertDelivery.LeaseToken", "AlertDelivery.Content", "AlertTry.MessageKey",
    ];

    private static readonly string[] Names =
    [
        "request_id", "parent_request_id", "trace_id", "session_id", "agent_run_id", "workflow_step", "tenant_id", "feature_id", "user_id", "team", "task_id", "route", "environment", "model_version", "host_scope", "error",
    ];

    public static async Task StoreAsync(AppFixture app)
    {
        await PostUsageAsync(app);
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var now = app.Services.GetRequiredService<TimeProvider>().NowMicros();
        for (var i = 0; i < HostileTexts.All.Count; i++)
        {
            context.Add(Fill(context, new Price { Kind = PriceKind.Own, ValidFromMicros = now, CreatedAtMicros = now }, i));
            context.Add(Fill(context, new ModelMapping { ValidFromMicros = now, CreatedAtMicros = now }, i));
            context.Add(Fill(context, new MappingProfile { DefinitionJson = new MappingDefinition { Description = HostileTexts.All[i] }.ToJson(), UpdatedAtMicros = now, Version = 1 }, i));
            context.Add(Fill(context, new ApiKey { Prefix = $"lfk_{i:x8}", SecretHash = new byte[32], Scopes = ApiScope.Read, CreatedAtMicros = now }, i));
            context.Add(Fill(context, new RerateRun { State = RerateState.Failed, QueuedAtMicros = now, FinishedAtMicros = now }, i));
            var file = (ImportFile)Fill(context, new ImportFile { Source = ImportSource.Upload, State = ImportState.Failed, QueuedAtMicros = now, FinishedAtMicros = now }, i);
            context.Add(file);
            await context.SaveChangesAsync();
            var line = (QuarantinedLine)Fill(context, new QuarantinedLine { ImportFileId = file.Id, QuarantinedAtMicros = now }, i);
            (line.Reason, line.Field) = ("wrong_type", "timestamp"); // words of ours
            context.Add(line);
        }

        context.Add(Fill(context, new ClosedMonth { Month = 202001, ClosedAtMicros = now }, 4));
        await StorePeopleAsync(context, now);
        await StoreTermsAsync(context, now);
        await StorePracticeAsync(context, now);
        await StoreEnforcementAsync(context, now);
        await StoreOutcomesAsync(context, now);
        await StoreAlertsAsync(context, now);
        await app.Services.GetRequiredService<DayDeriver>().DeriveAsync(default);
        var fault = (DerivationFault)Fill(context, new DerivationFault { SinceMicros = now }, 3);
        fault.Name = "outcomes";
        context.Add(fault);
        await context.SaveChangesAsync();
        await DemandAllFilledAsync(context);
    }

    private static async Task StorePeopleAsync(FinOpsDbContext context, long now)
    {
        foreach (var (text, i) in HostileTexts.All.Select((t, i) => (t, i)))
        {
            var person = (Person)Fill(context, new Person { ClaimValues = JsonSerializer.Serialize(new[] { text }), FirstSeenAtMicros = now, LastSeenAtMicros = now }, i);
            context.Add(person);
            context.Add(Fill(context, new CustomRole { Permissions = nameof(Permission.ViewCosts) }, i));
            context.Add(Fill(context, new RoleMapping { CreatedAtMicros = now }, i));
            context.Add(Fill(context, new EnforcementDecision { AtMicros = now, LastAtMicros = now, Count = i + 1 }, i));
            AuditTrail.Add(context, new Actor(text, text, "web", new HashSet<Permission>()) { Address = text }, "price.add", text, new { text }, new Dictionary<string, string> { [text] = text }, text, text);
            await context.SaveChangesAsync();
            context.Add(Fill(context, new RoleGrant { PersonId = person.Id, GrantedAtMicros = now }, i));
            var session = (SignInSession)Fill(context, new SignInSession { KeyHash = BitConverter.GetBytes(i), CreatedAtMicros = now, LastSeenAtMicros = now, EndsAtMicros = now + Instants.MicrosPerDay }, i);
            session.Subject = new PersonIdentity(person.Issuer, person.Subject).ToString();
            context.Add(session);
        }

        await context.SaveChangesAsync();
    }

    private static async Task StoreTermsAsync(FinOpsDbContext context, long now)
    {
        var run = await context.RerateRuns.MinAsync(r => r.Id);
        var day = DateOnly.FromDateTime(Instants.ToUtc(now)).AddMonths(-1);
        var tenants = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant).Select(d => d.Id).ToListAsync();
        for (var i = 0; i < HostileTexts.All.Count; i++)
        {
            context.Add(Fill(context, new CostCorrection { RunId = run, Month = 202001, Records = 1, InputDeltaNanos = 1, CreatedAtMicros = now }, i));
            context.Add(Fill(context, new Tier { Rank = 10 + i }, i));
            var plan = (Plan)Fill(context, new Plan { ChangedAtMicros = now }, i);
            context.Add(plan);
            await context.SaveChangesAsync();
            context.Add(Fill(context, new PlanPrice { PlanId = plan.Id, ValidFrom = day, MonthlyFeeNanos = 1, CreatedAtMicros = now }, i));
            if (i < tenants.Count)
            {
                context.Add(Fill(context, new Tenant { Id = tenants[i], ChangedAtMicros = now }, i));
                context.Add(Fill(context, new Contract { TenantId = tenants[i], PlanId = plan.Id, StartDay = day, ChangedAtMicros = now }, i));
                context.Add(Fill(context, new RevenueEntry { TenantId = tenants[i], Kind = RevenueKind.OneOff, Day = day, AmountNanos = 1, CreatedAtMicros = now }, i));
            }
        }

        await context.SaveChangesAsync();
    }

    private static async Task StoreEnforcementAsync(FinOpsDbContext context, long now)
    {
        var until = now + Instants.MicrosPerDay;
        for (var i = 0; i < HostileTexts.All.Count; i++)
        {
            context.Add(Fill(context, new EnforcementMeasure { Kind = MeasureKind.Degrade, Source = MeasureSource.Person, SinceMicros = now, UntilMicros = until }, i));
            context.Add(Fill(context, new EnforcementOverride { Kind = OverrideKind.LiftCap, RequestedAtMicros = now, UntilMicros = until }, i));
            context.Add(Fill(context, new LadderSettings { ChangedAtMicros = now }, i));
            context.Add(Fill(context, new LadderState { Step = LadderStep.Near, ChangedAtMicros = now, DayStartMicros = now, CapNanos = 1 }, i));
            context.Add(Fill(context, new LearnedPeak { PerMinute = 1, LearnedAtMicros = now }, i));
        }

        await context.SaveChangesAsync();
    }

    private static async Task StoreOutcomesAsync(FinOpsDbContext context, long now)
    {
        var file = await context.ImportFiles.MinAsync(f => f.Id);
        var tenants = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant).Select(d => d.Id).ToListAsync();
        for (var i = 0; i < HostileTexts.All.Count; i++)
        {
            var type = (OutcomeType)Fill(context, new OutcomeType { Version = 1 }, i);
            context.Add(type);
            await context.SaveChangesAsync();
            context.Add(Fill(context, new Outcome
            {
                Id = 1_000_000 + i, EventKey = [.. BitConverter.GetBytes((long)i), .. new byte[8]], ImportFileId = file, OccurredAtMicros = now, Day = Instants.ToDay(now), TypeId = type.Id,
                TenantId = tenants[i % tenants.Count], QuantityMillionths = Outcome.MillionthsPerUnit, IsSuccess = true,
            }, i));
        }

        await context.SaveChangesAsync();
    }

    private static async Task StoreAlertsAsync(FinOpsDbContext context, long now)
    {
        for (var i = 0; i < HostileTexts.All.Count; i++)
        {
            var channel = (AlertChannel)Fill(context, new AlertChannel { ChangedAtMicros = now }, i);
            (channel.Kind, channel.Audience, channel.Protected, channel.TimeZone) = ((AlertChannelKind)(i % 5), "[]", "", "Etc/UTC");
            var alert = (Alert)Fill(context, new Alert { Kind = (AlertKind)(i % 12), RaisedAtMicros = now, AcknowledgedAtMicros = i % 2 == 0 ? now : null, RecoveredAtMicros = i % 3 == 0 ? now : null }, i);
            (alert.Key, alert.Scope, alert.Path) = ($"{i:x32}", "", "/alerts");
            var key = $"{alert.Key}-{i}";
            context.AddRange(channel, alert, Fill(context, new AlertTry { AtMicros = now, Status = 500 }, i));
            await context.SaveChangesAsync();
            context.Add(new AlertDelivery { DedupKey = key, MessageKey = key, Alert = alert, Kind = alert.Kind, ChannelId = channel.Id, State = DeliveryState.Dead, DueAtMicros = now, CreatedAtMicros = now, SettledAtMicros = now, Tries = 1 });
            context.AlertTries.Local.Last().MessageKey = key;
        }

        var rule = (AlertRule)Fill(context, new AlertRule { Kind = AlertKind.SoftFail, ChangedAtMicros = now }, 4);
        (rule.Audience, rule.Channels, rule.EscalateAudience, rule.EscalateChannels, rule.QuietZone) = ("[]", "[]", "[]", "[]", "Etc/UTC");
        context.Add(rule);
        await context.SaveChangesAsync();
    }

    private static async Task StorePracticeAsync(FinOpsDbContext context, long now)
    {
        var features = await context.Dimensions.Where(d => d.Kind == DimensionKind.Feature).Select(d => d.Id).ToListAsync();
        for (var i = 0; i < Math.Min(features.Count, HostileTexts.All.Count); i++)
        {
            context.Add(Fill(context, new Release { FeatureId = features[i], AtMicros = now, RecordedAtMicros = now }, i));
            context.Add(Fill(context, new UpgradeAcknowledgment { FeatureId = features[i], FirstDay = Instants.ToDay(now), AtMicros = now }, i));
            context.Add(Fill(context, new ArchitectureReview { FeatureId = features[i], RaisedAtMicros = now, RaisedNanos = 1, LatestNanos = 1, LatestDay = Instants.ToDay(now), ChangedAtMicros = now }, i));
        }

        var tenants = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant).Select(d => d.Id).ToListAsync();
        for (var i = 0; i < Math.Min(tenants.Count, HostileTexts.All.Count); i++)
        {
            context.Add(Fill(context, new ScoreSetting { Kind = (byte)ScopeKind.Tenant, TenantId = tenants[i], LeastExcessNanos = 1, ChangedAtMicros = now }, i));
            var incident = (Incident)Fill(context, new Incident
            {
                ScopeId = 1_000_000 + i, OpenScopeId = 1_000_000 + i, Kind = ScopeKind.Tenant, TenantId = tenants[i], Tier = AnomalyVerdict.Alert, FromHour = Instants.ToHour(now) - 2,
                RateNanos = 9_000_000_000, ExpectedRateNanos = 1_000_000_000, ZEq = 5, OpenedAtMicros = now, UpdatedAtMicros = now, ChangedAtMicros = now,
            }, i);
            var why = new Contributor("user", HostileTexts.All[i], 9, 1);
            incident.Contributors = new Explanation(8, [why], [why], 8).ToJson();
            context.Add(incident);
            await context.SaveChangesAsync();
            context.Add(Fill(context, new IncidentEvent { IncidentId = incident.Id, Kind = IncidentEventKind.Commented, AtMicros = now }, i));
        }

        context.Add(Fill(context, new FreemiumCheck { AtMicros = now }, 4));
        await StoreBudgetsAsync(context, features, now);
    }

    private static async Task StoreBudgetsAsync(FinOpsDbContext context, List<int> features, long now)
    {
        for (var i = 0; i < HostileTexts.All.Count; i++)
        {
            var today = DateOnly.FromDateTime(Instants.ToUtc(now));
            var budget = (Budget)Fill(context, new Budget { FeatureId = features[i % features.Count], AmountNanos = 1, ValidFrom = today, Version = 1, ChangedAtMicros = now }, i);
            (budget.TimeZone, budget.Thresholds) = ("UTC", BudgetThresholds.Default);
            context.Add(budget);
            await context.SaveChangesAsync();
            var revision = (BudgetRevision)Fill(context, new BudgetRevision { BudgetId = budget.Id, Version = 1, Kind = BudgetChangeKind.Created, AmountNanos = 1, ValidFrom = today, ChangedAtMicros = now }, i);
            (revision.TimeZone, revision.Thresholds) = ("UTC", BudgetThresholds.Default);
            context.Add(revision);
        }

        (await context.BudgetBookVersions.SingleAsync()).Version++;
        await context.SaveChangesAsync();
    }

    /// <summary>A table with texts that is not filled would make the whole test say less than it seems to.</summary>
    private static async Task DemandAllFilledAsync(FinOpsDbContext context)
    {
        var empty = new List<string>();
        await context.Database.OpenConnectionAsync();
        foreach (var type in context.Model.GetEntityTypes())
        {
            foreach (var text in type.GetProperties().Where(p => p.ClrType == typeof(string) && !Structured.Contains(p.Name) && !OwnWords.Contains($"{type.GetTableName()}.{p.Name}")))
            {
                await using var command = context.Database.GetDbConnection().CreateCommand();
                command.CommandText = $"SELECT COUNT(*) FROM \"{type.GetTableName()}\" WHERE \"{text.GetColumnName()}\" LIKE '%pwn%'";
                if ((long)(await command.ExecuteScalarAsync())! == 0)
                {
                    empty.Add($"{type.GetTableName()}.{text.GetColumnName()}");
                }
            }
        }

        Assert.True(empty.Count == 0, $"No hostile text in: {string.Join(", ", empty)}. Fill them in {nameof(HostileData)}, or say in {nameof(OwnWords)} that only words of ours stand there.");
    }

    /// <summary>Puts a text, cut to what the column holds, into every text of a row; unique ones stay so by their number.</summary>
    private static object Fill(FinOpsDbContext context, object row, int number)
    {
        var type = context.Model.FindEntityType(row.GetType())!;
        foreach (var text in row.GetType().GetProperties(Public).Where(p => p is { CanWrite: true } && p.PropertyType == typeof(string) && !Structured.Contains(p.Name)))
        {
            var hostile = HostileTexts.All[number] + (number > 0 ? "" : " ");
            text.SetValue(row, hostile[..Math.Min(hostile.Length, type.FindProperty(text.Name)?.GetMaxLength() ?? int.MaxValue)]);
        }

        return row;
    }

    private static async Task PostUsageAsync(AppFixture app)
    {
        using var caller = await app.CallerAsync(ApiScope.Ingest);
        var lines = new StringBuilder();
        for (var i = 0; i < HostileTexts.All.Count; i++)
        {
            var text = HostileTexts.All[i];
            var line = Names.ToDictionary(n => n, object (_) => text);
            line["timestamp"] = TimeProvider.System.GetUtcNow().AddHours(-1 - (i % 72)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            (line["provider"], line["model"]) = i % 3 == 0 ? (text, text) : ("openai", "gpt-4o");
            line["service_tier"] = text[..Math.Min(60, text.Length)];
            line["tags"] = new Dictionary<string, string> { [text] = text };
            (line["status"], line["input_tokens"], line["output_tokens"], line["cost_usd"]) = ("error", 1_000_000 + i, 1_000 + i, 1);
            lines.Append(JsonSerializer.Serialize(line)).Append('\n').Append(text).Append('\n');
            lines.Append(JsonSerializer.Serialize(new Dictionary<string, string> { ["timestamp"] = text, ["provider"] = text, [text] = text })).Append('\n');
        }

        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(lines.ToString()));
        answer.EnsureSuccessStatusCode();
    }
}
