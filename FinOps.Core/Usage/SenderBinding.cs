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
            if (FaultOf(batch, report) is { } fault)
            {
                Refuse(batch, report, fault);
            }
            else
            {
                batch.Reports[kept++] = report;
            }
        }

        batch.Count = kept;
    }

    private UsageFault? FaultOf(RatedBatch batch, in UsageReport report)
    {
        if (tenants is not null && !IsOneOf(tenants, batch.Text(report.Names[(int)UsageField.TenantId])))
        {
            return UsageFaults.TenantNotAllowed;
        }

        return environment is not null && !batch.Text(report.Names[(int)UsageField.Environment]).SequenceEqual(environment)
            ? UsageFaults.EnvironmentNotAllowed(allowed)
            : null;
    }

    private void Refuse(RatedBatch batch, in UsageReport report, UsageFault fault)
    {
        Refused++;
        if (first.Count < Kept)
        {
            first.Add(new RefusedLine(report.LineNumber, fault));
        }

        if (KeepsLines)
        {
            batch.Lines.Reject(new UsageLine(0, 0, report.RawOffset, report.RawLength, 0, report.LineNumber), fault);
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
