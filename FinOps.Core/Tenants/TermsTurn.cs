using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Tenants;

/// <summary>Lets one change of terms happen at a time, so that contracts never overlap and nobody's change is lost; pages read names and tiers again afterwards.</summary>
internal static class TermsTurn
{
    /// <summary>Runs a change in a transaction that is committed when the change is good.</summary>
    public static async Task<TenantEdit> ChangeAsync(this UsageTurn turn, Func<FinOpsDbContext, Task<TenantEdit>> change, CancellationToken cancellation)
    {
        TenantEdit? edit = null;
        await turn.TakeAsync(
            async context =>
            {
                edit = await change(context);
                return edit is TenantEdit.Saved;
            },
            cancellation);
        return edit!;
    }
}
