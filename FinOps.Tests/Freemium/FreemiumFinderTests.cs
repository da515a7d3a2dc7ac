using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Freemium;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Freemium;

/// <summary>The freemium trap on a real database, against sums of the log lines themselves.</summary>
public sealed class FreemiumFinderTests : IAsyncLifetime
{
    private const long Value = 300_000_000;
    private Lab lab = null!;
    private List<LogLine> lines = [];

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var start = new DateTime(2026, 8, 20, 0, 0, 0, DateTimeKind.Utc);
        lines = [.. LogLine.Many(4_000, seed: 5, days: 60).Select(l => l with { AtUtc = start + (l.AtUtc - new DateTime(2026, 10, 12, 0, 0, 0, DateTimeKind.Utc)) })
            .Where(l => l.AtUtc < Lab.Now.UtcDateTime)
            .Select((l, i) => l with { User = l.User is null ? null : $"u{i % 97}", Model = l.Model == LabPrices.Unknown ? LabPrices.Even : l.Model })];
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        await using var context = lab.NewContext();
        foreach (var key in new[] { "acme", "globex" })
        {
            var id = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && d.Key == key).Select(d => d.Id).SingleAsync();
            context.Tenants.Add(new Tenant { Id = id, Name = key.ToUpperInvariant(), Tier = key == "acme" ? "free" : "pro" });
        }

        await context.Tiers.Where(t => t.Key == "free").ExecuteUpdateAsync(t => t.SetProperty(x => x.LifetimeValueNanos, Value));
        await context.SaveChangesAsync();
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task FindAsync_OverAllDays_FindsWhoPassedAndWhen()
    {
        var expected = Expected();
        Assert.InRange(expected.Count, 3, 96);

        var count = await lab.Get<FreemiumFinder>().FindAsync(default);

        var signals = await lab.Get<PolicySignals>().FreemiumAsync(TenantScope.All, default);
        Assert.Equal(expected.Count, count);
        Assert.Equal(expected.OrderBy(e => e.User, StringComparer.Ordinal), signals.Users.OrderBy(u => u.User, StringComparer.Ordinal).Select(u => (u.User, u.FirstDate, u.PassedDate, u.Use.CostNanos, u.Use.Calls)));
        Assert.All(signals.Users, u => Assert.Equal(("acme", "ACME", "free", Value), (u.Tenant, u.TenantName, u.Tier, u.Use.LifetimeValueNanos)));
        Assert.Equal(lines.Where(l => l is { Tenant: "acme", User: not null }).Select(l => l.User).Distinct().Count(), signals.Check!.Users);
    }

    [Fact]
    public async Task FindAsync_WithACheaperModel_SavesTheDifferenceAtItsRates()
    {
        await lab.Get<FreemiumFinder>().FindAsync(default);

        var signals = await lab.Get<PolicySignals>().FreemiumAsync(TenantScope.All, default);
        var rates = LabPrices.RatesOf(LabPrices.Odd);
        Assert.Equal("lab/odd-1", signals.Check!.CheapModel);
        foreach (var signal in signals.Users)
        {
            var calls = lines.Where(l => l.Tenant == "acme" && l.User == signal.User && DateOnly.FromDateTime(l.AtUtc) < signal.FirstDate.AddDays(30)).ToList();
            decimal Sum(Func<LogLine, int> tokens, long? rate) => calls.Sum(l => (decimal)tokens(l)) * rate!.Value;
            var cheap = (long)decimal.Round(
                (Sum(l => l.Input - l.CacheRead - l.CacheWrite - l.CacheWrite1h, rates.InputPer1M) + Sum(l => l.CacheRead, rates.CacheReadPer1M) + Sum(l => l.CacheWrite + l.CacheWrite1h, rates.CacheWrite5mPer1M)
                    + Sum(l => l.Output, rates.OutputPer1M)) / 1_000_000m, 0, MidpointRounding.ToEven);
            Assert.Equal(signal.Use.CostNanos - cheap, signal.SavingNanos);
        }
    }

    [Fact]
    public async Task FindAsync_Again_ReplacesAndForgetsWhoIsNoLongerInTheTrap()
    {
        await lab.Get<FreemiumFinder>().FindAsync(default);
        await lab.Get<FreemiumFinder>().FindAsync(default);
        Assert.Equal(Expected().Count, (await lab.ReadAsync(c => c.FreemiumUsers)).Count);

        await using (var context = lab.NewContext())
        {
            await context.Tiers.ExecuteUpdateAsync(t => t.SetProperty(x => x.LifetimeValueNanos, (long?)null));
        }

        Assert.Equal(0, await lab.Get<FreemiumFinder>().FindAsync(default));
        var signals = await lab.Get<PolicySignals>().FreemiumAsync(TenantScope.All, default);
        Assert.Empty(signals.Users);
        Assert.Equal(["free"], signals.MissingValue);
    }

    [Fact]
    public async Task FreemiumAsync_WithinOtherTenants_TellsNothing()
    {
        await lab.Get<FreemiumFinder>().FindAsync(default);

        Assert.Empty((await lab.Get<PolicySignals>().FreemiumAsync(TenantScope.Of(["globex"]), default)).Users);
        Assert.NotEmpty((await lab.Get<PolicySignals>().FreemiumAsync(TenantScope.Of(["acme"]), default)).Users);
    }

    private List<(string User, DateOnly First, DateOnly Passed, long Cost, long Calls)> Expected()
    {
        var found = new List<(string, DateOnly, DateOnly, long, long)>();
        foreach (var user in lines.Where(l => l is { Tenant: "acme", User: not null }).GroupBy(l => l.User!))
        {
            var first = DateOnly.FromDateTime(user.Min(l => l.AtUtc));
            var window = user.Where(l => DateOnly.FromDateTime(l.AtUtc) < first.AddDays(30)).ToList();
            for (var day = first; day < first.AddDays(30); day = day.AddDays(1))
            {
                if (window.Where(l => DateOnly.FromDateTime(l.AtUtc) <= day).Sum(l => l.CostNanos) > Value)
                {
                    found.Add((user.Key, first, day, window.Sum(l => l.CostNanos), window.Count));
                    break;
                }
            }
        }

        return found;
    }
}
