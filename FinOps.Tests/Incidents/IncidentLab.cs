using FinOps.Core.Access;
using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Core.Incidents;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Incidents;

/// <summary>A laboratory with weeks of usual spend. Costs are exact: an output token costs 15,000 nano-USD.</summary>
internal sealed class IncidentLab : IAsyncDisposable
{
    private const decimal UsdPerToken = 0.000015m;
    private int imports;

    private IncidentLab(Lab lab) => Lab = lab;

    public Lab Lab { get; }

    public SpendScorer Scorer => Lab.Get<SpendScorer>();

    public IncidentQueries Queries => Lab.Get<IncidentQueries>();

    public IncidentEditor Editor => Lab.Get<IncidentEditor>();

    /// <summary>The full hour of the laboratory's clock.</summary>
    public DateTime Hour => Instants.ToUtc(Instants.ToHour(Lab.Clock.NowMicros()) * Instants.MicrosPerHour);

    public static async Task<IncidentLab> OpenAsync() => new(await Lab.OpenAsync(new SqliteLabDatabase()));

    /// <summary>Some 30 days in which a tenant spends about two dollars each hour, up to the current hour; scored once.</summary>
    public async Task PastAsync(int days = 35, string tenant = "acme", string feature = "chat")
    {
        var lines = Enumerable.Range(1, days * 24).Select(back => Spend(Hour.AddHours(-back), 2 + (0.1m * (back * 7 % 5)), tenant, feature, user: $"u_{back % 3}"));
        await ImportAsync(lines);
        await Scorer.RunAsync(default);
    }

    /// <summary>One call at the tenth minute of an hour.</summary>
    public LogLine Spend(DateTime hour, decimal usd, string tenant = "acme", string feature = "chat", string? user = null, string model = LabPrices.Even) => new($"r-{tenant}-{feature}-{user}-{hour:yyyyMMddHH}-{imports}-{usd}")
    {
        AtUtc = hour.AddMinutes(10), Tenant = tenant, Feature = feature, User = user, Route = "/v1/chat", Model = model, Input = 0, Output = (int)(usd / UsdPerToken),
    };

    public Task ImportAsync(IEnumerable<LogLine> lines) => Lab.ImportAsync($"log-{++imports}.ndjson", lines.Select(l => l.ToJson()));

    /// <summary>Lets an hour pass in which these calls are made, and scores them as the hour ends.</summary>
    public async Task<ScoringReport> HourAsync(params LogLine[] calls)
    {
        await ImportAsync(calls);
        Lab.Clock.Advance(TimeSpan.FromMinutes(59));
        var report = await Scorer.TickAsync(default);
        Lab.Clock.Advance(TimeSpan.FromMinutes(1));
        return report;
    }

    /// <summary>An hour as any other.</summary>
    public Task<ScoringReport> UsualHourAsync() => HourAsync(Spend(Hour, 2.2m, user: "u_1"));

    public async Task<IReadOnlyList<IncidentRow>> OpenIncidentsAsync() => await Queries.ListAsync(new IncidentFilter(IsOver: false), TenantScope.All, default);

    public async Task SetKillSwitchAsync(string tenant, RuleMode mode)
    {
        await using var context = Lab.NewContext();
        context.Add(new LadderSettings { Tenant = tenant, KillSwitchMode = mode });
        await context.SaveChangesAsync();
        await Lab.Get<MeasureBoard>().RefreshAsync(default);
    }

    /// <summary>A scorer as another process would have it.</summary>
    public SpendScorer AnotherScorer() => new(
        Lab.Get<IDbContextFactory<FinOpsDbContext>>(), Lab.Get<SqliteWriteGate>(), Lab.Get<IncidentBook>(), Lab.Get<CostRateWatch>(), Lab.Get<IOptions<IncidentOptions>>(), Lab.Clock);

    /// <summary>What the series of a scope holds of an hour; of the only scope of its kind where nothing is named.</summary>
    public async Task<long> SpentAsync(ScopeKind kind, DateTime hour, string? tenant = null, string? feature = null)
    {
        await using var context = Lab.NewContext();
        var tenantId = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && d.Key == tenant).Select(d => d.Id).SingleOrDefaultAsync();
        var featureId = await context.Dimensions.Where(d => d.Kind == DimensionKind.Feature && d.Key == feature).Select(d => d.Id).SingleOrDefaultAsync();
        var scope = await context.SpendScopes.SingleAsync(s => s.Kind == kind && (tenantId == 0 || s.TenantId == tenantId) && (featureId == 0 || s.FeatureId == featureId));
        var period = Instants.ToHour(Instants.ToMicros(hour));
        var slice = await context.SpendSlices.SingleAsync(s => s.Chunk == scope.Chunk && s.Grain == SeriesGrain.Hour && s.Period == period);
        return SliceCodec.ValueAt(slice.Live, scope.Slot);
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}
