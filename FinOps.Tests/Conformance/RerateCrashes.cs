using FinOps.Core.Pricing.Rerating;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Conformance;

/// <summary>A process that dies, as an exception.</summary>
internal sealed class SimulatedCrash() : Exception("The process would have died here.");

/// <summary>At which write of a run to crash, whether before or after it, and what happens just before the first one.</summary>
internal sealed class RerateCrashes
{
    public (int Write, bool Afterwards)? Next { get; set; }

    public Action? Before { get; set; }

    public static void Register(IServiceCollection services)
    {
        var inner = services.Last(s => s.ServiceType == typeof(IRerateStores));
        services.AddSingleton<RerateCrashes>().AddSingleton<IRerateStores>(p => new FragileStores(
            (IRerateStores)(inner.ImplementationFactory?.Invoke(p) ?? ActivatorUtilities.CreateInstance(p, inner.ImplementationType!)), p.GetRequiredService<RerateCrashes>()));
    }

    private sealed class FragileStores(IRerateStores inner, RerateCrashes plan) : IRerateStores
    {
        public IRerateStore Open() => new FragileStore(inner.Open(), plan);
    }

    private sealed class FragileStore(IRerateStore inner, RerateCrashes plan) : IRerateStore
    {
        private int writes;

        public (long First, long Last)? IdRange(int fromHour, int toHour) => inner.IdRange(fromHour, toHour);

        public void Read(RerateFilter filter, long afterId, long throughId, int most, IRecordRater rater, RerateBatch into, CancellationToken cancellation) =>
            inner.Read(filter, afterId, throughId, most, rater, into, cancellation);

        public RerateOutcome Write(RerateBatch batch, RerateStep step, CancellationToken cancellation)
        {
            var first = plan.Before;
            plan.Before = null;
            first?.Invoke();
            var crash = plan.Next is { } next && next.Write == ++writes ? next : default;
            if (crash is (> 0, false))
            {
                throw new SimulatedCrash();
            }

            var outcome = inner.Write(batch, step, cancellation);
            if (crash is (> 0, true))
            {
                throw new SimulatedCrash();
            }

            return outcome;
        }

        public void Dispose() => inner.Dispose();
    }
}
