using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Tenants;

/// <summary>Changes what is known of tenants. Needs <see cref="Permission.ManageTenants"/> for them.</summary>
public sealed class TenantEditor
{
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal TenantEditor(UsageTurn turn, TimeProvider time) => (this.turn, this.time) = (turn, time);

    /// <summary>Stores a tenant; one that no usage has named yet is made.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> SaveAsync(TenantDraft draft, Actor actor, CancellationToken cancellation) => SaveAllAsync([draft], actor, cancellation);

    /// <summary>Stores several tenants: all of them, or none where one is refused.</summary>
    /// <returns>What became of the first that is refused, else of the first.</returns>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> SaveAllAsync(IReadOnlyList<TenantDraft> drafts, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditTenant);
        return turn.ChangeAsync(
            async context =>
            {
                var book = await TermsBook.OpenAsync(context, drafts.Select(d => d.Key), actor, time.NowMicros(), cancellation);
                if (drafts.Select(d => book.Put(d, null, [])).FirstOrDefault(r => r is not null) is { } refusal)
                {
                    return refusal;
                }

                await book.SaveAsync(cancellation);
                return new TenantEdit.Saved(drafts.Select(d => book.Find(d.Key)!.Tenant!.Id).FirstOrDefault());
            },
            cancellation);
    }

    internal static TenantEdit.NotFound NoTenant(string key) => new($"There is no tenant {key}.");
}
