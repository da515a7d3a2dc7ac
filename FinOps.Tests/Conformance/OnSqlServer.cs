namespace FinOps.Tests.Conformance;

[NeedsSqlServer]
public sealed class SqlServerImportConformanceTests : ImportConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerCostConformanceTests : CostConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerResumeConformanceTests : ResumeConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerDoorConformanceTests : DoorConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerRerateConformanceTests : RerateConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerTidyConformanceTests : TidyConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerAuditConformanceTests : AuditConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerRetentionConformanceTests : RetentionConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerDerivationConformanceTests : DerivationConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerSessionConformanceTests : SessionConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerOutcomeConformanceTests : OutcomeConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerRunConformanceTests : RunConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}

[NeedsSqlServer]
public sealed class SqlServerBudgetConformanceTests : BudgetConformance
{
    private protected override ILabDatabase NewDatabase() => new SqlServerLabDatabase();
}
