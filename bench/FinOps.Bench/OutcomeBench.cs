using System.Diagnostics;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;
using FinOps.Core.Outcomes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Bench;

/// <summary>Reports an outcome for every tenth call of a stored database, works all days out, one of them again, and asks what the page asks; asks at once where outcomes are stored.</summary>
internal static class OutcomeBench
{
    private const int Asked = 40;
    private static readonly Actor Bench = Actor.System("bench", "cli");

    /// <param name="file">A SQLite database with the records of <see cref="BenchLog"/>; it is changed, so give a copy.</param>
    public static async Task RunAsync(string file, Action<string, string> say)
    {
        await using var database = new BenchDatabase(file);
        await database.PrepareAsync();
        if (await HasOutcomesAsync(database))
        {
            await AskAsync(database, say);
            return;
        }

        var log = Path.ChangeExtension(file, ".outcomes.ndjson");
        var lines = Write(file, log);
        var watch = Stopwatch.StartNew();
        var import = await database.Get<UsageImporter>().ImportFileAsync(log, new ImportRequest(ImportSource.CommandLine, "outcomes") { Kind = ImportKind.Outcomes }, Bench, null, default);
        say("import of outcomes", $"{lines / watch.Elapsed.TotalSeconds:N0} a second, {import.NewRecords:N0} new, {import.QuarantinedLines:N0} quarantined");
        File.Delete(log);

        watch.Restart();
        var days = await database.Get<DayDeriver>().DeriveAsync(default);
        say("all days", $"{days} derived days in {watch.Elapsed.TotalSeconds:N1} s, peak memory {BenchDatabase.PeakMiB} MiB");
        watch.Restart();
        await database.Get<DayDeriver>().DeriveAsync(default);
        say("a look that finds nothing", $"{watch.Elapsed.TotalMilliseconds:N0} ms");
        foreach (var name in new[] { "sessions", OutcomeDerivation.StoredName })
        {
            var records = await ForgetLastDayAsync(database, name);
            watch.Restart();
            await database.Get<DayDeriver>().DeriveAsync(default);
            say($"one day of {name} again", $"{records:N0} records of the day, {watch.Elapsed.TotalSeconds:N1} s");
        }

        await AskAsync(database, say);
    }

    private static async Task<bool> HasOutcomesAsync(BenchDatabase database)
    {
        await using var context = await database.Get<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return await context.Outcomes.AnyAsync();
    }

    private static async Task AskAsync(BenchDatabase database, Action<string, string> say)
    {
        var (from, to) = (DateOnly.FromDateTime(BenchLog.FromUtc), DateOnly.FromDateTime(BenchLog.ToUtc));
        var (outcomes, sessions) = (database.Get<OutcomeQueries>(), database.Get<SessionQueries>());
        foreach (var by in new CostDimension?[] { null, CostDimension.Day, CostDimension.Feature, CostDimension.Tenant, CostDimension.Tier, CostDimension.Model })
        {
            await MeasureAsync($"p95 outcomes by {by?.ToString().ToLowerInvariant() ?? "nothing"}", () => outcomes.RunAsync(new OutcomeQuery("resolved_query", from, to) { GroupBy = by }, TenantScope.All, default), say);
        }

        CostFilter tenant = new(CostDimension.Tenant, ["tenant_00003"]);
        await MeasureAsync("p95 one tenant by feature", () => outcomes.RunAsync(new OutcomeQuery("resolved_query", from, to) { GroupBy = CostDimension.Feature, Filters = [tenant] }, TenantScope.All, default), say);
        await MeasureAsync("p95 types", () => outcomes.TypesAsync(from, to, TenantScope.All, default), say);
        await MeasureAsync("p95 sessions by feature", () => sessions.ByFeatureAsync(from, to, [], TenantScope.All, default), say);
        await MeasureAsync("p95 one tenant's sessions", () => sessions.ByFeatureAsync(from, to, [tenant], TenantScope.All, default), say);
    }

    private static async Task MeasureAsync(string name, Func<Task> ask, Action<string, string> say)
    {
        var taken = new List<double>();
        for (var i = 0; i <= Asked; i++)
        {
            var watch = Stopwatch.StartNew();
            await ask();
            taken.Add(watch.Elapsed.TotalMilliseconds);
        }

        taken.RemoveAt(0);
        taken.Sort();
        say(name, $"{taken[(int)Math.Ceiling(taken.Count * 0.95) - 1]:N1} ms");
    }

    private static async Task<long> ForgetLastDayAsync(BenchDatabase database, string name)
    {
        await using var context = await database.Get<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var last = await context.DerivedDays.Where(d => d.Name == name).MaxAsync(d => d.Day) - 2;
        await context.DerivedDays.Where(d => d.Name == name && d.Day == last).ExecuteUpdateAsync(d => d.SetProperty(x => x.Fingerprint, 1));
        return await context.UsageRecords.LongCountAsync(r => r.OccurredHour >= last * 24 && r.OccurredHour < (last + 1) * 24);
    }

    private static long Write(string file, string log)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT r.OccurredAtMicros, t.Key, f.Key, r.SessionId, r.TraceId, r.Id FROM UsageRecord r JOIN Dimension t ON t.Id=r.TenantId JOIN Dimension f ON f.Id=r.FeatureId WHERE r.Id%10=0";
        using var row = command.ExecuteReader();
        using var writer = new StreamWriter(log);
        long lines = 0;
        for (; row.Read(); lines++)
        {
            var at = Instants.ToUtc(row.GetInt64(0)).AddMinutes(2).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var key = lines % 2 == 0 ? $"\"session_id\":\"{row.GetString(3)}\"" : $"\"trace_id\":\"{row.GetString(4)}\"";
            writer.Write($"{{\"timestamp\":\"{at}\",\"outcome_id\":\"o{row.GetInt64(5)}\",\"outcome_type\":\"resolved_query\",\"tenant_id\":\"{row.GetString(1)}\",\"feature_id\":\"{row.GetString(2)}\",{key},\"success\":{(lines % 6 == 0 ? "false" : "true")}}}\n");
        }

        return lines;
    }
}
