using FinOps.Core.Data;
using FinOps.Core.Enforcement.Ledger;
using FinOps.Core.Enforcement.Ledger.Databases;
using FinOps.Core.Enforcement.Ledger.Embedded;
using FinOps.Core.Enforcement.Ledger.Redis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Enforcement.Admissions;

public static class AdmissionServices
{
    public static IServiceCollection AddAdmissions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LedgerOptions>().Bind(configuration.GetSection(LedgerOptions.Section)).ValidateDataAnnotations()
            .Validate(o => o.Engine != LedgerKind.Redis || o.Redis.Length > 0, "Ledger:Redis must say where Redis is when Ledger:Engine is Redis.").ValidateOnStart();
        return services
            .AddSingleton(p => new LedgerPlace(p.GetRequiredService<IOptions<LedgerOptions>>().Value, p.GetRequiredService<IOptions<DatabaseOptions>>().Value))
            .AddSingleton(p => new LedgerClock(p.GetRequiredService<TimeProvider>()))
            .AddSingleton(Engine)
            .AddSingleton<RateGate>()
            .AddSingleton<AdmissionTerms>()
            .AddSingleton(p => new SoftJournal(p.GetRequiredService<LedgerPlace>().JournalFile))
            .AddSingleton(p => new SoftAdmissions(p.GetRequiredService<SoftJournal>(), p.GetRequiredService<IOptions<LedgerOptions>>().Value, p.GetRequiredService<TimeProvider>()))
            .AddSingleton<SettlementCarrier>()
            .AddSingleton(p => new Admissions(
                p.GetRequiredService<ILedgerEngine>(), p.GetRequiredService<AdmissionTerms>(), p.GetRequiredService<SoftAdmissions>(), p.GetRequiredService<MeasureBoard>(), p.GetRequiredService<RateGate>(),
                p.GetRequiredService<IOptions<LedgerOptions>>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Admissions>>()))
            .AddSingleton(p => new LedgerKeeper(
                p.GetRequiredService<ILedgerEngine>(), p.GetRequiredService<AdmissionTerms>(), p.GetRequiredService<SettlementCarrier>(), p.GetRequiredService<SoftAdmissions>(),
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<IOptions<LedgerOptions>>(), p.GetRequiredService<LedgerPlace>(), p.GetRequiredService<TimeProvider>()));
    }

    private static ILedgerEngine Engine(IServiceProvider provider)
    {
        var place = provider.GetRequiredService<LedgerPlace>();
        var clock = provider.GetRequiredService<LedgerClock>();
        return place.Kind switch
        {
            LedgerKind.SqlServer => new SharedLedger(new SqlServerLedgerDatabase(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString), clock),
            LedgerKind.Redis => new RedisLedger(new RedisLink(provider.GetRequiredService<IOptions<LedgerOptions>>().Value.Redis).OpenAsync, "finops", clock),
            _ => new EmbeddedLedger(place.File, clock, provider.GetRequiredService<TimeProvider>()),
        };
    }
}
