using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Margins;

/// <summary>A lab with tenants, contracts and calls. It is October 20, 2026, noon.</summary>
internal static class MarginLab
{
    public const long Usd = 1_000_000_000;

    public static Task<Lab> OpenAsync() => Lab.OpenAsync(new SqliteLabDatabase());

    public static DateOnly Day(int month, int day) => new(2026, month, day);

    public static async Task TenantAsync(this Lab lab, string key, string tier, decimal? fee, DateOnly? start = null, DateOnly? end = null)
    {
        Assert.IsType<TenantEdit.Saved>(await lab.Get<TenantEditor>().SaveAsync(new() { Key = key, Name = key.ToUpperInvariant(), Tier = tier }, Lab.Tester, default));
        if (fee is not null)
        {
            Assert.IsType<TenantEdit.Saved>(await lab.Get<ContractEditor>().SaveAsync(new() { Tenant = key, StartDay = start ?? Day(1, 1), EndDay = end, MonthlyFeeUsd = fee }, Lab.Tester, default));
        }
    }

    public static async Task RevenueAsync(this Lab lab, string key, RevenueKind kind, DateOnly day, decimal usd) =>
        Assert.IsType<TenantEdit.Saved>(await lab.Get<RevenueEditor>().AddAsync(new() { Tenant = key, Kind = kind, Day = day, AmountUsd = usd }, Lab.Tester, default));

    public static Task ImportAsync(this Lab lab, IEnumerable<LogLine> lines) => lab.ImportAsync($"u{Guid.NewGuid():N}.ndjson", lines.Select(l => l.ToJson()));

    /// <summary>A call that costs 3 USD for each million input tokens and nothing else.</summary>
    public static LogLine Call(string id, string? tenant, DateOnly day, int inputTokens, int hour = 1) =>
        new(id) { Tenant = tenant, AtUtc = day.ToDateTime(new TimeOnly(hour, 0), DateTimeKind.Utc), Input = inputTokens, Output = 0 };
}
