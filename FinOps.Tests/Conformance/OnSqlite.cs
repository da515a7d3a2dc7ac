namespace FinOps.Tests.Conformance;

public sealed class SqliteImportConformanceTests : ImportConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteCostConformanceTests : CostConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteResumeConformanceTests : ResumeConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteDoorConformanceTests : DoorConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteRerateConformanceTests : RerateConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteTidyConformanceTests : TidyConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteAuditConformanceTests : AuditConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteDerivationConformanceTests : DerivationConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteSessionConformanceTests : SessionConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteOutcomeConformanceTests : OutcomeConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteRunConformanceTests : RunConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}

public sealed class SqliteBudgetConformanceTests : BudgetConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();
}
