using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Enforcement.Admissions;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

/// <summary>Budgets for tests of admissions.</summary>
internal static class BudgetFor
{
    /// <summary>Gives a tenant a hard budget for the month, which the next admission goes by.</summary>
    public static async Task TenantAsync(IServiceProvider services, string tenant, decimal usd)
    {
        var now = TimeProvider.System.GetUtcNow();
        var draft = new BudgetDraft { Scope = BudgetScope.Any with { Tenant = tenant }, AmountUsd = usd, IsHard = true, ValidFrom = new DateOnly(now.Year, now.Month, 1), IsNew = true };
        var saved = await services.GetRequiredService<BudgetEditor>().SaveAsync(draft, Actor.System("test", "cli"), CancellationToken.None);
        Assert.IsType<BudgetEdit.Saved>(saved);
        await services.GetRequiredService<BudgetSnapshots>().RefreshAsync(CancellationToken.None);
        await services.GetRequiredService<AdmissionTerms>().RefreshAsync(CancellationToken.None);
    }
}
