using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Names of roles that channels serve and rules route by.</summary>
public static class AlertRoles
{
    /// <summary>The built-in roles and those of this installation.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var custom = await context.CustomRoles.OrderBy(r => r.Name).Select(r => r.Name).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. Role.All.Select(r => r.Name), .. custom];
    }
}
