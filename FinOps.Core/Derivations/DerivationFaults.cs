using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FinOps.Core.Derivations;

/// <summary>What derivations could not do: kept for the pages that show their figures, and logged when it begins and when it is over.</summary>
public sealed partial class DerivationFaults(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time, ILogger<DerivationFaults> log)
{
    /// <summary>The faults of some derivations; no names ask for all.</summary>
    public async Task<IReadOnlyList<DerivationFault>> ListAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(names);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.DerivationFaults.AsNoTracking().Where(f => names.Count == 0 || names.Contains(f.Name)).OrderBy(f => f.Name).ToListAsync(cancellation);
    }

    /// <summary>Replaces what is kept by what a run over all days met.</summary>
    internal async Task ReplaceAsync(IReadOnlyDictionary<string, (int FirstDay, int LastDay, Exception Fault)> met, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var stored = await context.DerivationFaults.ToDictionaryAsync(f => f.Name, cancellation);
        foreach (var over in stored.Values.Where(f => !met.ContainsKey(f.Name)))
        {
            context.DerivationFaults.Remove(over);
            LogRecovered(over.Name);
        }

        foreach (var (name, (first, last, fault)) in met)
        {
            if (!stored.TryGetValue(name, out var known))
            {
                known = context.DerivationFaults.Add(new DerivationFault { Name = name, SinceMicros = time.NowMicros() }).Entity;
            }

            var reason = fault.Message.Length > DerivationFault.MostText ? fault.Message[..DerivationFault.MostText] : fault.Message;
            if (known.Reason != reason)
            {
                LogFault(fault, name);
            }

            (known.FirstDay, known.LastDay, known.Reason) = (first, last, reason);
        }

        await context.SaveChangesAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Days of {Name} cannot be worked out; the others are, and these are tried again")]
    private partial void LogFault(Exception fault, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Days of {Name} are worked out again")]
    private partial void LogRecovered(string name);
}
