using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Audit;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Derivations;
using FinOps.Core.Efficiency;
using FinOps.Core.Enforcement;
using FinOps.Core.Enforcement.Admissions;
using FinOps.Core.Freemium;
using FinOps.Core.Imports;
using FinOps.Core.Incidents;
using FinOps.Core.Margins;
using FinOps.Core.Months;
using FinOps.Core.Operations;
using FinOps.Core.Outcomes;
using FinOps.Core.Outgoing;
using FinOps.Core.Pricing;
using FinOps.Core.Records;
using FinOps.Core.Releases;
using FinOps.Core.Retention;
using FinOps.Core.Reviews;
using FinOps.Core.Runs;
using FinOps.Core.Tenants;
using FinOps.Core.Usage;
using FinOps.Core.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core;

/// <summary>Registers everything the product knows; hosts add what people and machines see.</summary>
public static class CoreServices
{
    public static IServiceCollection AddFinOpsCore(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(TimeProvider.System)
        .AddData(configuration)
        .AddAudit(configuration)
        .AddAccess(configuration)
        .AddApiKeys(configuration)
        .AddPricing(configuration)
        .AddUsage(configuration)
        .AddBudgets()
        .AddImports(configuration)
        .AddCosts()
        .AddUsers()
        .AddReleases(configuration)
        .AddEfficiency()
        .AddRecords()
        .AddDerivations()
        .AddOutcomes(configuration)
        .AddRuns()
        .AddFreemium(configuration)
        .AddReviews(configuration)
        .AddIncidents(configuration)
        .AddMonths()
        .AddEnforcement(configuration)
        .AddAdmissions(configuration)
        .AddOperations(configuration)
        .AddRetention(configuration)
        .AddOutgoing(configuration)
        .AddTenants()
        .AddMargins(configuration)
        .AddAlerts(configuration)
        .AddDemo();
}
