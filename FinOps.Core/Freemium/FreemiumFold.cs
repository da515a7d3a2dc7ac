using FinOps.Core.Costs;

namespace FinOps.Core.Freemium;

/// <summary>What a free user cost in the 30 days from the first use on. Money is nano-USD.</summary>
public sealed class FreemiumUse
{
    public required string Tenant { get; init; }

    /// <summary>Empty for the calls of a tenant that name no user.</summary>
    public required string User { get; init; }
    public required int FirstDay { get; init; }

    /// <summary>The day on which the cost passed the lifetime value; null where it has not.</summary>
    public int? PassedDay { get; internal set; }
    public long LifetimeValueNanos { get; init; }
    public long CostNanos { get; internal set; }
    public long Calls { get; internal set; }

    /// <summary>Input tokens that were neither read from a cache nor written to one.</summary>
    public long PlainTokens { get; internal set; }
    public long CacheReadTokens { get; internal set; }
    public long CacheWriteTokens { get; internal set; }
    public long OutputTokens { get; internal set; }
}

/// <summary>
/// Adds up the days of free users in ascending order. First use is the first UTC day with a call; the window is that day and the 29 after it; the lifetime value is
/// passed on the first of these days at whose end the cost is higher.
/// </summary>
public sealed class FreemiumFold(IReadOnlyDictionary<string, long> lifetimeValueOfTenant)
{
    /// <summary>The window in days, the first one included.</summary>
    public const int Days = 30;

    private readonly Dictionary<(string Tenant, string User), FreemiumUse> users = [];

    /// <summary>Adds a day of a user; days must come in ascending order. Tenants without a lifetime value are left out.</summary>
    public void Add(int day, string tenant, string user, CostMeasures m)
    {
        ArgumentNullException.ThrowIfNull(m);
        if (m.Requests == 0 || !lifetimeValueOfTenant.TryGetValue(tenant, out var value))
        {
            return;
        }

        if (!users.TryGetValue((tenant, user), out var use))
        {
            users[(tenant, user)] = use = new FreemiumUse { Tenant = tenant, User = user, FirstDay = day, LifetimeValueNanos = value };
        }

        if (day >= use.FirstDay + Days)
        {
            return;
        }

        use.CostNanos += m.EffectiveCostNanos;
        use.Calls += m.Requests;
        use.PlainTokens += m.InputTokens - m.CacheReadTokens - m.CacheWriteTokens;
        use.CacheReadTokens += m.CacheReadTokens;
        use.CacheWriteTokens += m.CacheWriteTokens;
        use.OutputTokens += m.OutputTokens;
        use.PassedDay ??= use.CostNanos > value ? day : null;
    }

    /// <summary>All users. The calls without a user count only where no call of their tenant names one: such a tenant is one user.</summary>
    public IReadOnlyList<FreemiumUse> Users()
    {
        var named = users.Keys.Where(k => k.User.Length > 0).Select(k => k.Tenant).ToHashSet(StringComparer.Ordinal);
        return [.. users.Values.Where(u => u.User.Length > 0 || !named.Contains(u.Tenant))];
    }
}
