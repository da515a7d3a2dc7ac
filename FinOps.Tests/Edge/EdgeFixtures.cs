using FinOps.Core.Data;
using FinOps.Tests.Host;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Edge;

/// <summary>The program behind a proxy on this machine, with somebody to report to.</summary>
public sealed class ProxiedApp : AppFixture
{
    protected override IReadOnlyDictionary<string, string> MoreSettings { get; } = new Dictionary<string, string>
    {
        ["Web:KnownProxies"] = "127.0.0.1, ::1",
        ["Web:SecurityContact"] = "mailto:security@example.com",
    };
}

/// <summary>The program with limits that a test reaches.</summary>
public sealed class LimitedApp : AppFixture
{
    public const int Circuits = 3;

    protected override IReadOnlyDictionary<string, string> MoreSettings { get; } = new Dictionary<string, string>
    {
        ["Web:CircuitsPerPerson"] = "3",
        ["Web:Circuits"] = "4",
        ["Web:SignInsPerMinute"] = "8",
        ["Web:ApiCallsPerSecond"] = "1",
        ["Imports:MaxUploadMegabytes"] = "1",
    };
}

/// <summary>The program with a database that can be made to fail.</summary>
public sealed class BrokenApp : AppFixture
{
    public const string Secret = "Password=hunter2 in the fault";

    public bool IsBroken { get; set; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            var real = services.Last(d => d.ServiceType == typeof(IDbContextFactory<FinOpsDbContext>));
            services.AddSingleton<IDbContextFactory<FinOpsDbContext>>(s =>
                new Breakable(this, (IDbContextFactory<FinOpsDbContext>)(real.ImplementationFactory?.Invoke(s) ?? ActivatorUtilities.CreateInstance(s, real.ImplementationType!))));
        });
    }

    private sealed class Breakable(BrokenApp app, IDbContextFactory<FinOpsDbContext> real) : IDbContextFactory<FinOpsDbContext>
    {
        public FinOpsDbContext CreateDbContext() => app.IsBroken ? throw new InvalidOperationException(Secret) : real.CreateDbContext();
    }
}
