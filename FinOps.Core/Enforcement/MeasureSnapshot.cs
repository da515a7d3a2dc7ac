using System.Collections.Frozen;

namespace FinOps.Core.Enforcement;

/// <summary>What a tenant spent on its present day.</summary>
/// <param name="StartMicros">When the day began in the tenant's time zone; a zone whose midnight is not on a UTC hour begins with the hour that midnight is in.</param>
/// <param name="EndMicros">First instant after it.</param>
public readonly record struct TenantDay(long StartMicros, long EndMicros, long SpentNanos);

/// <summary>What of a tenant's terms the ladder needs.</summary>
/// <param name="CeilingNanos">Most that a day was agreed to cost us, in nano-USD; null when none was.</param>
/// <param name="TimeZone">IANA name; empty means UTC.</param>
/// <param name="PeakPerMinute">Calls a minute when it is busy, as its history says; null while unknown.</param>
public sealed record TenantLimits(long? CeilingNanos, string TimeZone, long? PeakPerMinute);

/// <summary>
/// Everything that enforcement goes by, as of one moment. Nothing in it changes, and nothing has to be done for a measure or an override to
/// end: every question names the time. Reading costs no wait.
/// </summary>
public sealed partial class MeasureSnapshot
{
    /// <summary>What holds before anything was read: nothing.</summary>
    public static readonly MeasureSnapshot Empty = new(-1, [], [], [], []);

    private readonly FrozenDictionary<string, EnforcementMeasure[]> measuresOfTenant;
    private readonly EnforcementMeasure[] measuresOfAny;
    private readonly FrozenDictionary<string, EnforcementOverride[]> overridesOfTenant;
    private readonly EnforcementOverride[] overridesOfAny;
    private readonly FrozenDictionary<string, LadderRules> rules;
    private readonly FrozenDictionary<string, LadderState> steps;

    internal MeasureSnapshot(long version, IReadOnlyList<EnforcementMeasure> measures, IReadOnlyList<EnforcementOverride> overrides, IReadOnlyList<LadderSettings> settings, IReadOnlyList<LadderState> states)
    {
        (Version, Measures, Overrides, Settings) = (version, measures, overrides, settings);
        measuresOfTenant = measures.Where(m => m.Tenant is not null).GroupBy(m => m.Tenant!, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        measuresOfAny = [.. measures.Where(m => m.Tenant is null)];
        overridesOfTenant = overrides.Where(o => o.Tenant is not null).GroupBy(o => o.Tenant!, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        overridesOfAny = [.. overrides.Where(o => o.Tenant is null)];
        Defaults = LadderRules.BuiltIn.With(settings.FirstOrDefault(s => s.Tenant.Length == 0));
        rules = settings.Where(s => s.Tenant.Length > 0).ToFrozenDictionary(s => s.Tenant, s => Defaults.With(s), StringComparer.Ordinal);
        steps = states.ToFrozenDictionary(s => s.Tenant, StringComparer.Ordinal);
    }

    private MeasureSnapshot(MeasureSnapshot from)
    {
        (Version, Measures, Overrides, Settings, Defaults) = (from.Version, from.Measures, from.Overrides, from.Settings, from.Defaults);
        (measuresOfTenant, measuresOfAny, overridesOfTenant, overridesOfAny) = (from.measuresOfTenant, from.measuresOfAny, from.overridesOfTenant, from.overridesOfAny);
        (rules, steps, Limits, Days) = (from.rules, from.steps, from.Limits, from.Days);
    }

    /// <summary>Moves with every change of measures, overrides, settings and steps; -1 before anything was read.</summary>
    public long Version { get; }

    /// <summary>Measures that had not ended when this was read.</summary>
    public IReadOnlyList<EnforcementMeasure> Measures { get; }

    /// <summary>Overrides that had not ended when this was read, those that wait for approval among them.</summary>
    public IReadOnlyList<EnforcementOverride> Overrides { get; }

    public IReadOnlyList<LadderSettings> Settings { get; }

    /// <summary>The ladder of tenants of which nothing else is set.</summary>
    public LadderRules Defaults { get; }

    /// <summary>Terms by tenant; missing for tenants without any.</summary>
    public FrozenDictionary<string, TenantLimits> Limits { get; private init; } = FrozenDictionary<string, TenantLimits>.Empty;

    /// <summary>Spend of the present day by tenant; missing for those who spent nothing.</summary>
    public FrozenDictionary<string, TenantDay> Days { get; private init; } = FrozenDictionary<string, TenantDay>.Empty;

    internal bool IsRead => Version >= 0;

    public LadderRules RulesOf(string tenant) => rules.GetValueOrDefault(tenant, Defaults);

    internal MeasureSnapshot WithLimits(FrozenDictionary<string, TenantLimits> limits) => new(this) { Limits = limits };

    internal MeasureSnapshot WithDays(FrozenDictionary<string, TenantDay> days) => new(this) { Days = days };

    internal LadderState? StepRow(string tenant) => steps.GetValueOrDefault(tenant);

    /// <summary>Tenants that are or were out of the ordinary: those with measures, overrides, settings or steps of their own.</summary>
    internal IEnumerable<string> NamedTenants() => measuresOfTenant.Keys.Union(overridesOfTenant.Keys).Union(steps.Keys).Union(rules.Keys);
}
