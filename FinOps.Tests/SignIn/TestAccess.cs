using System.Security.Claims;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.SignIn;

/// <summary>Decisions about people on a real database, for tests of components and of the decisions themselves.</summary>
internal static class TestAccess
{
    public static AccessDecisions Decisions(IDbContextFactory<FinOpsDbContext> database, TimeProvider? time = null, ConfiguredRoles? roles = null) =>
        new(database, Options.Create(roles ?? new ConfiguredRoles()), time ?? TimeProvider.System);

    public static StepUp StepUp(TimeProvider time, int minutes = 10) => new(Options.Create(new AccessOptions { StepUpMinutes = minutes }), time);

    /// <summary>What components need to know the signed-in person.</summary>
    public static IServiceCollection AddPeople(this IServiceCollection services, IDbContextFactory<FinOpsDbContext> database) => services
        .AddHttpContextAccessor().AddSingleton(Decisions(database)).AddSingleton<PersonActors>().AddScoped<ClientAddress>().AddScoped<CurrentActor>();

    /// <summary>The claims of somebody who picked a role on this machine.</summary>
    public static Claim[] Claims(string role) =>
        [new(CurrentActor.IssuerClaim, PersonIdentity.LocalIssuer), new(CurrentActor.SubjectClaim, "test"), new(CurrentActor.NameClaim, "X"), new(CurrentActor.RoleClaim, role)];

    public static ClaimsPrincipal Person(string role, string? authentication = "test") => new(new ClaimsIdentity(Claims(role), authentication));
}
