using System.Diagnostics;
using System.Globalization;
using System.Text;
using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using FinOps.Core.Incidents;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Bench;

/// <summary>Scores so many tenants with five features each, over a stored past of five weeks by hours and twelve by days; then a minute of new calls of all of them.</summary>
internal static class ScoringBench
{
    private const int FeaturesPerTenant = 5;
    private const int Features = 50;
    private const int Models = 8;
    private const int Minutes = 5;
    private static readonly DateTime Now = TimeProvider.System.GetUtcNow().UtcDateTime;

    public static async Task RunAsync(string folder, int tenants, Action<string, string> say)
    {
        await using var database = new BenchDatabase(Path.Combine(folder, "finops.db"));
        await database.PrepareAsync();

        // Names first, so that new calls fall into the scopes that have a past.
        await ImportAsync(database, folder, tenants, 0);
        var scorer = database.Get<SpendScorer>();
        await scorer.RunAsync(default);
        var scopes = await FillAsync(database);
        say("scopes", $"{scopes:N0} of {tenants:N0} tenants, past of {BytesOf(folder) / 1e6:N0} MB");
        await database.Get<SpendScorer>().RebuildMemoryAsync();
        await MeasureAsync("full pass, first of a day", scorer, isFull: true, say);
        await MeasureAsync("full pass, each further hour", scorer, isFull: true, say);
        for (var minute = 1; minute <= Minutes; minute++)
        {
            await ImportAsync(database, folder, tenants, minute);
            await MeasureAsync($"tick {minute}", scorer, isFull: false, say);
        }

        await MeasureAsync("tick without news", scorer, isFull: false, say);
        say("peak memory", $"{BenchDatabase.PeakMiB} MiB");
    }

    private static async Task MeasureAsync(string what, SpendScorer scorer, bool isFull, Action<string, string> say)
    {
        var watch = Stopwatch.StartNew();
        var report = isFull ? await scorer.RunAsync(default) : await scorer.TickAsync(default);
        say(what, $"{watch.Elapsed.TotalSeconds:N2} s, {report.Records:N0} records, {report.Scored:N0} scopes scored, {report.Opened} opened");
    }

    private static long BytesOf(string folder) => Directory.GetFiles(folder, "finops.db*").Sum(f => new FileInfo(f).Length);

    private static async Task ImportAsync(BenchDatabase database, string folder, int tenants, int minute)
    {
        var path = Path.Combine(folder, $"minute{minute}.ndjson");
        await using (var log = new StreamWriter(path, false, new UTF8Encoding(false)))
        {
            var at = Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            for (var tenant = 0; tenant < tenants; tenant++)
            {
                for (var feature = 0; feature < FeaturesPerTenant; feature++)
                {
                    await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":"{{at}}","request_id":"m{{minute}}_{{tenant}}_{{feature}}","tenant_id":"tenant_{{tenant:D5}}","feature_id":"feature_{{(tenant + (feature * 7)) % Features:D2}}","user_id":"u_{{tenant}}","provider":"openai","model":"gpt-4o","input_tokens":{{1_000 + (tenant % Models)}},"output_tokens":200}"""));
                }
            }
        }

        await database.ImportAsync(path);
    }

    /// <summary>Writes a past for every scope: busy by day, quiet by night and at weekends.</summary>
    private static async Task<int> FillAsync(BenchDatabase database)
    {
        await using var context = await database.Get<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var hour = Instants.ToHour(Instants.ToMicros(Now));
        var scopes = await context.SpendScopes.CountAsync();
        await context.SpendScopes.ExecuteUpdateAsync(set => set.SetProperty(s => s.FirstHour, hour - (84 * 24)));
        var random = new Random(7);
        for (var chunk = 0; chunk * SpendScope.ChunkSize < scopes; chunk++)
        {
            var count = Math.Min(SpendScope.ChunkSize, scopes - (chunk * SpendScope.ChunkSize));
            context.SpendSlices.AddRange(Enumerable.Range(hour - (35 * 24), 35 * 24).Select(h => Slice(chunk, SeriesGrain.Hour, h, count, random, 20_000_000)));
            context.SpendSlices.AddRange(Enumerable.Range((hour / 24) - 84, 84).Select(d => Slice(chunk, SeriesGrain.Day, d, count, random, 400_000_000)));
            await context.SaveChangesAsync();
            context.ChangeTracker.Clear();
        }

        return scopes;
    }

    private static SpendSlice Slice(int chunk, SeriesGrain grain, int period, int count, Random random, long around)
    {
        var sums = new long[SpendScope.ChunkSize];
        var isBusy = grain == SeriesGrain.Day || period % 24 is > 6 and < 20;
        for (var i = 0; i < count; i++)
        {
            sums[i] = (long)(around * (isBusy ? 1 : 0.2) * (0.7 + (0.6 * random.NextDouble())));
        }

        return new SpendSlice { Chunk = chunk, Grain = grain, Period = period, Live = SliceCodec.Encode(sums) };
    }
}
