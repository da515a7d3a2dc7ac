using System.Text;
using FinOps.Core.Access;

namespace FinOps.Core.Usage;

/// <summary>A line whose sender may not send it.</summary>
/// <param name="LineNumber">Counted from 1.</param>
/// <param name="Fault">Why.</param>
public sealed record RefusedLine(long LineNumber, UsageFault Fault);

/// <summary>
/// What a sender may send: usage of some tenants, of one environment. Other lines are refused: neither stored nor quarantined, because nobody but their
/// owner may bring them in. Made for one import.
/// </summary>
public sealed class SenderBinding
{
    private const int Kept = 20;
    private readonly List<RefusedLine> first = [];
    private readonly IReadOnlyList<byte[]>? tenants;
    private readonly byte[]? environment;
    private readonly string allowed;

    /// <param name="tenants">The tenants whose usage may be sent.</param>
    /// <param name="environment">The environment whose usage may be sent; null for any.</param>
    public SenderBinding(TenantScope tenants, string? environment)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        this.tenants = tenants.IsAll ? null : [.. tenants.Keys.Select(Encoding.UTF8.GetBytes)];
        this.environment = environment is null ? null : Encoding.UTF8.GetBytes(environment);
        allowed = environment ?? "";
    }

    /// <summary>True for corrections: a refused line stays in quarantine, with the reason.</summary>
    public bool KeepsLines { get; init; }

    /// <summary>How many lines were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<RefusedLine> First => first;

    /// <summary>True when nothing is refused.</summary>
    public bool IsOpen => tenants is null && environment is null;

    /// <summary>Takes the reports that may not be sent out of a parsed batch.</summary>
    internal void Apply(RatedBatch batch)
    {
        if (IsOpen)
        {
            return;
        }

        var kept = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            ref var report = ref batch.Reports[i];
            if (FaultOf(batch.Text(report.Names[(int)UsageField.TenantId]), batch.Text(report.Names[(int)UsageField.Environment])) is { } fault)
            {
                Refuse(batch.Lines, report.RawLine, fault);
            }
            else
            {
                batch.Reports[kept++] = report;
            }
        }

        batch.Count = kept;
    }

    /// <summary>True when a line may not be sent; it is counted, and kept where lines are kept.</summary>
    internal bool Refuses(UsageBatch lines, in UsageLine line, string? ofTenant, string? ofEnvironment)
    {
        if (IsOpen || FaultOf(Encoding.UTF8.GetBytes(ofTenant ?? ""), Encoding.UTF8.GetBytes(ofEnvironment ?? "")) is not { } fault)
        {
            return false;
        }

        Refuse(lines, line, fault);
        return true;
    }

    private UsageFault? FaultOf(ReadOnlySpan<byte> ofTenant, ReadOnlySpan<byte> ofEnvironment) =>
        tenants is not null && !IsOneOf(tenants, ofTenant) ? UsageFaults.TenantNotAllowed
        : environment is not null && !ofEnvironment.SequenceEqual(environment) ? UsageFaults.EnvironmentNotAllowed(allowed)
        : null;

    private void Refuse(UsageBatch lines, in UsageLine line, UsageFault fault)
    {
        Refused++;
        if (first.Count < Kept)
        {
            first.Add(new RefusedLine(line.LineNumber, fault));
        }

        if (KeepsLines)
        {
            lines.Reject(line, fault);
        }
    }

    private static bool IsOneOf(IReadOnlyList<byte[]> names, ReadOnlySpan<byte> name)
    {
        foreach (var one in names)
        {
            if (name.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }
}
