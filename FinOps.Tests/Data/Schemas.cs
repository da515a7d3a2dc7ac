using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FinOps.Tests.Data;

/// <summary>The SQL Server schema as its migrations build it, without a server.</summary>
internal static class Schemas
{
    private static readonly Lazy<string> FullScript = new(() =>
    {
        using var context = NewSqlServerContext();
        return context.GetService<IMigrator>().GenerateScript();
    });

    /// <summary>All SQL Server migrations as one script, from nothing to now.</summary>
    public static string SqlServerScript => FullScript.Value;

    /// <summary>A fresh reading of the schema, to which staging tables may be added.</summary>
    public static TSqlSchema NewSqlServerSchema() => new TSqlSchema().Apply(SqlServerScript);

    public static SqlServerFinOpsDbContext NewSqlServerContext() =>
        new(new DbContextOptionsBuilder<SqlServerFinOpsDbContext>().UseSqlServer("Server=(none)").Options);

    public static SqliteFinOpsDbContext NewSqliteContext() =>
        new(new DbContextOptionsBuilder<SqliteFinOpsDbContext>().UseSqlite("Data Source=:memory:").Options);
}
