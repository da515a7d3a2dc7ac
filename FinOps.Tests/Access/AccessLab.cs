using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Tests.Data;
using FinOps.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Access;

/// <summary>A database of people on which several processes work, with one clock that only the test moves.</summary>
public sealed class AccessLab : IAsyncDisposable
{
    public const string Issuer = "https://id.example";

    private readonly TestDatabase database = new();
    private readonly List<AccessProcess> processes = [];

    private AccessLab(ConfiguredRoles configured) => Configured = configured;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));

    public ConfiguredRoles Configured { get; }

    /// <summary>The process most tests work in.</summary>
    public AccessProcess Here { get; private set; } = null!;

    /// <summary>Whoever runs a command on the machine.</summary>
    public static Actor Operator { get; } = Actor.System("root", "cli");

    public static async Task<AccessLab> StartAsync(params RoleMappingSetting[] settings)
    {
        var lab = new AccessLab(new ConfiguredRoles { Mode = "OpenIdConnect", RoleMappings = settings });
        await lab.database.CreateAsync();
        lab.Here = lab.NewProcess();
        return lab;
    }

    /// <summary>Another process with a memory of its own.</summary>
    public AccessProcess NewProcess()
    {
        var process = new AccessProcess(database, Options.Create(Configured), TestAccess.StepUp(Time), Time);
        processes.Add(process);
        return process;
    }

    public FinOpsDbContext NewContext() => database.CreateDbContext();

    public async Task AddTenantsAsync(params string[] keys)
    {
        await using var context = NewContext();
        context.Dimensions.AddRange(keys.Select(k => new Dimension { Kind = DimensionKind.Tenant, Key = k }));
        await context.SaveChangesAsync();
    }

    /// <summary>Lets somebody sign in, and gives them a role if one is named.</summary>
    public async Task<int> PersonAsync(string subject, string? role = null, params string[] claimValues)
    {
        var seen = await Here.People.SeenAsync(Issuer, subject, subject, null, claimValues, "10.0.0.1", CancellationToken.None);
        if (role is not null)
        {
            Assert.IsType<AccessEdit.Saved>(await GrantAsync(subject, role));
        }

        return seen.Id;
    }

    public Task<AccessEdit> GrantAsync(string subject, string role, DateTime? until = null, IReadOnlyList<string>? tenants = null, Actor? by = null) =>
        Here.Grants.GrantAsync(new GrantDraft { Subject = $"{Issuer}|{subject}", Role = role, Reason = "test", UntilUtc = until, Tenants = tenants }, by ?? Operator, CancellationToken.None);

    /// <summary>What somebody may do, as a process sees it.</summary>
    public Task<PersonAccess> AccessAsync(string subject, AccessProcess? process = null, params string[] claimValues) =>
        (process ?? Here).Decisions.OfAsync(new PersonIdentity(Issuer, subject), claimValues, CancellationToken.None).AsTask();

    public async Task<string[]> AuditAsync()
    {
        await using var context = NewContext();
        return [.. (await context.AuditEntries.AsNoTracking().Where(e => e.Action != "database.migrate").OrderBy(e => e.Sequence).ToListAsync()).Select(e => e.Action)];
    }

    public async ValueTask DisposeAsync()
    {
        processes.ForEach(p => p.Dispose());
        await database.DisposeAsync();
    }
}

/// <summary>The slice as one process has it.</summary>
public sealed class AccessProcess : IDisposable
{
    internal AccessProcess(IDbContextFactory<FinOpsDbContext> database, IOptions<ConfiguredRoles> configured, StepUp stepUp, TimeProvider time)
    {
        Decisions = new AccessDecisions(database, configured, time);
        var changes = new AccessChange(database, Decisions, stepUp, configured);
        People = new People(database, Decisions, time);
        Grants = new GrantEditor(changes, Decisions, time);
        Persons = new PersonEditor(changes, time);
        Roles = new RoleEditor(changes, configured, time);
        Mappings = new RoleMappingEditor(changes, Decisions, time);
        Queries = new AccessQueries(database, configured, time);
    }

    public AccessDecisions Decisions { get; }

    public People People { get; }

    public GrantEditor Grants { get; }

    public PersonEditor Persons { get; }

    public RoleEditor Roles { get; }

    public RoleMappingEditor Mappings { get; }

    public AccessQueries Queries { get; }

    public void Dispose() => Decisions.Dispose();
}
