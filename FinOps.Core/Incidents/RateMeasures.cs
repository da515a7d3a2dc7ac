namespace FinOps.Core.Incidents;

/// <summary>What the cost-rate guard wants done, once it is stored that it is on.</summary>
internal sealed class RateMeasures
{
    private readonly List<(string Tenant, string? Feature, string Reason, DateTime UntilUtc)> wanted = [];

    public void Wanted(string tenant, string? feature, string reason, DateTime untilUtc) => wanted.Add((tenant, feature, reason, untilUtc));

    public Task ApplyAsync(CancellationToken cancellation)
    {
        wanted.Clear();
        return Task.CompletedTask;
    }
}
