using FinOps.Core.Data;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>What the database knows of sessions.</summary>
internal static class Sessions
{
    public static async Task<int> CountAsync(AppFixture app)
    {
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return await context.SignInSessions.CountAsync();
    }

    public static async Task<List<(long Id, string Subject)>> AllAsync(AppFixture app)
    {
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return [.. (await context.SignInSessions.AsNoTracking().OrderBy(s => s.Id).Select(s => new { s.Id, s.Subject }).ToListAsync()).Select(s => (s.Id, s.Subject))];
    }
}
