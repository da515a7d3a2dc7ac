using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Outcomes;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Conformance;

/// <summary>A derivation that fails keeps neither the others nor its other days from being worked out, and says why.</summary>
public abstract class DerivationConformance
{
    private static readonly DateTime Start = new(2026, 9, 28, 0, 0, 0, DateTimeKind.Utc);

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Derive_OneThatThrows_WorksTheOthersOutAndKeepsTheReason()
    {
        foreach (var place in Enum.GetValues<Broken.Place>())
        {
            var broken = new Broken { At = place };
            await using var lab = await OpenAsync(broken);

            await lab.Get<DayDeriver>().DeriveAsync(default);

            Assert.Equal(5, (await lab.ReadAsync(c => c.DerivedDays.Where(d => d.Name == "sessions"))).Count);
            Assert.Equal(5, await SessionsAsync(lab));
            var fault = Assert.Single(await lab.Get<DerivationFaults>().ListAsync([], default));
            Assert.Equal(("broken", $"{place} does not work", Lab.Now.UtcDateTime), (fault.Name, fault.Reason, Instants.ToUtc(fault.SinceMicros)));
            if (place != Broken.Place.Due)
            {
                Assert.Equal((Day(2), Day(2)), (fault.FirstDay, fault.LastDay));
                Assert.Equal([0, 1, 3, 4], (await lab.ReadAsync(c => c.DerivedDays.Where(d => d.Name == "broken").OrderBy(d => d.Day))).Select(d => d.Day - Day(0)));
            }
        }
    }

    [ConformanceFact]
    public async Task Derive_OnceItWorksAgain_CatchesUpAndForgetsTheFault()
    {
        var broken = new Broken { At = Broken.Place.Add };
        await using var lab = await OpenAsync(broken);
        await lab.Get<DayDeriver>().KeepUpAsync(default);
        broken.At = null;
        lab.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await lab.Get<DayDeriver>().KeepUpAsync(default));

        Assert.Empty(await lab.Get<DerivationFaults>().ListAsync(["broken"], default));
        Assert.Equal(5, (await lab.ReadAsync(c => c.DerivedDays.Where(d => d.Name == "broken"))).Count);
    }

    private async Task<Lab> OpenAsync(Broken broken)
    {
        var lab = await Lab.OpenAsync(NewDatabase(), services => services.AddSingleton<IDayDerivation>(broken));
        var lines = Enumerable.Range(0, 5).Select(i => new LogLine($"r{i}") { AtUtc = Start.AddDays(i).AddHours(9), Session = $"s{i}", Tenant = "acme" });
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        return lab;
    }

    private static int Day(int day) => Instants.ToDay(Instants.ToMicros(Start.AddDays(day)));

    private static async Task<long> SessionsAsync(Lab lab) =>
        (await lab.ReadAsync(c => c.SessionCells.Where(s => s.Cube == SessionCube.ByFeature && s.FeatureId == SessionCell.WholeSession))).Sum(s => s.Sessions);

    /// <summary>Throws in one place for the third day.</summary>
    private sealed class Broken : IDayDerivation
    {
        public enum Place
        {
            Due,
            Open,
            Add,
            End,
            Write,
        }

        public Place? At { get; set; }

        public string Name => "broken";

        public int DaysBefore => 0;

        public int DaysAfter => 0;

        public Task<IReadOnlyDictionary<int, long>> DueAsync(FinOpsDbContext context, DaySums sums, CancellationToken cancellation)
        {
            Demand(Place.Due, Day(2));
            return Task.FromResult<IReadOnlyDictionary<int, long>>(sums.Days.ToDictionary(d => d, _ => 1L));
        }

        public Task<IDayFold> OpenAsync(FinOpsDbContext context, IReadOnlyList<int> days, CancellationToken cancellation)
        {
            days.ToList().ForEach(day => Demand(Place.Open, day));
            return Task.FromResult<IDayFold>(new Fold(this, days));
        }

        private void Demand(Place place, int day)
        {
            if (place == At && day == Day(2))
            {
                throw new InvalidOperationException($"{place} does not work");
            }
        }

        private sealed class Fold(Broken broken, IReadOnlyList<int> days) : IDayFold
        {
            public void Add(scoped in DayRecord record) => broken.Demand(Place.Add, record.Day);

            public bool EndPass()
            {
                days.ToList().ForEach(day => broken.Demand(Place.End, day));
                return false;
            }

            public Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation)
            {
                broken.Demand(Place.Write, day);
                return Task.CompletedTask;
            }
        }
    }
}
