using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Months;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Browser;

/// <summary>Fills every text that can be stored with hostile ones: usage through the API, the rest straight into the tables, as if every check had failed.</summary>
internal static class HostileData
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>Columns that hold a form of ours, which the database would not give back if it were broken.</summary>
    private static readonly string[] Structured = ["DefinitionJson", "Scopes", "Scope", "ClaimValues", "Currency", "Permissions", "Prefix", "Tags", "Tenants", "Environments", "Path", "HeadHash", "ContentSha256", "SecretHash", "Header"];

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
        foreach (var (text, i) in HostileTexts.All.Select((t, i) => (t, i)))
        {
            context.Add(Fill(context, new Person { ClaimValues = JsonSerializer.Serialize(new[] { text }), FirstSeenAtMicros = now, LastSeenAtMicros = now }, i));
            context.Add(Fill(context, new CustomRole { Permissions = nameof(Permission.ViewCosts) }, i));
            AuditTrail.Add(context, new Actor(text, text, "web", new HashSet<Permission>()) { Address = text }, "price.add", text, new { text }, new Dictionary<string, string> { [text] = text }, text, text);
        }

        await context.SaveChangesAsync();
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
