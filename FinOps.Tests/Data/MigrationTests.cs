using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FinOps.Tests.Data;

public sealed class MigrationTests
{
    public static TheoryData<string> SqlServerMigrations()
    {
        using var context = Schemas.NewSqlServerContext();
        return [.. context.Database.GetMigrations()];
    }

    [Theory]
    [MemberData(nameof(SqlServerMigrations))]
    public void SqlServerMigration_IdempotentScriptUp_IsTaken(string migration)
    {
        using var context = Schemas.NewSqlServerContext();
        var all = context.Database.GetMigrations().ToList();
        var before = all.IndexOf(migration) is var at and > 0 ? all[at - 1] : Migration.InitialDatabase;

        var script = context.GetService<IMigrator>().GenerateScript(before, migration, MigrationsSqlGenerationOptions.Idempotent);

        Assert.Empty(TSql.Faults(script));
        Assert.NotEmpty(new StatementCounter().In(script));
    }

    [Theory]
    [MemberData(nameof(SqlServerMigrations))]
    public void SqlServerMigration_ScriptDown_IsTaken(string migration)
    {
        using var context = Schemas.NewSqlServerContext();
        var all = context.Database.GetMigrations().ToList();
        var before = all.IndexOf(migration) is var at and > 0 ? all[at - 1] : Migration.InitialDatabase;

        Assert.Empty(TSql.Faults(context.GetService<IMigrator>().GenerateScript(migration, before)));
    }

    [Fact]
    public void SqlServerSchema_AsMigrationsBuildIt_HasNothingThatTheServerRefuses() => Assert.Empty(Schemas.NewSqlServerSchema().Faults());

    [Fact]
    public void SqlServerSchema_AsMigrationsBuildIt_HoldsEveryColumnOfTheModel()
    {
        var schema = Schemas.NewSqlServerSchema();
        using var context = Schemas.NewSqlServerContext();
        var mapped = context.Model.GetRelationalModel().Tables.SelectMany(t => t.Columns.Select(c => (t.Name, Column: c.Name)));

        Assert.All(mapped, m => Assert.Contains(m.Column, schema.Tables[m.Name].Columns.Keys));
    }

    [Fact]
    public void SqliteModel_AgainstItsMigrations_HasNoPendingChanges()
    {
        using var context = Schemas.NewSqliteContext();

        Assert.NotEmpty(context.Database.GetMigrations());
        Assert.False(context.Database.HasPendingModelChanges(), "Add a migration for SQLite: the model has changed.");
    }

    [Fact]
    public void SqlServerModel_AgainstItsMigrations_HasNoPendingChanges()
    {
        using var context = Schemas.NewSqlServerContext();

        Assert.NotEmpty(context.Database.GetMigrations());
        Assert.False(context.Database.HasPendingModelChanges(), "Add a migration for SQL Server: the model has changed.");
    }

    [Fact]
    public void BothModels_ByTable_HoldTheSameColumns()
    {
        using var sqlite = Schemas.NewSqliteContext();
        using var sqlServer = Schemas.NewSqlServerContext();

        // The embedded database lays its event index out by chunks; a server finds events by key alone.
        Assert.Equal(Columns(sqlServer).Append("UsageRecord.KeyChunk not null").Order(StringComparer.Ordinal), Columns(sqlite));
    }

    private static List<string> Columns(FinOpsDbContext context) =>
        [.. context.Model.GetRelationalModel().Tables.SelectMany(t => t.Columns.Select(c => $"{t.Name}.{c.Name} {(c.IsNullable ? "null" : "not null")}")).Order(StringComparer.Ordinal)];

    private sealed class StatementCounter : TSqlFragmentVisitor
    {
        private readonly List<TSqlStatement> statements = [];

        public override void Visit(TSqlStatement node) => statements.Add(node);

        public IReadOnlyList<TSqlStatement> In(string script)
        {
            TSql.Tree(script).Accept(this);
            return statements;
        }
    }
}
