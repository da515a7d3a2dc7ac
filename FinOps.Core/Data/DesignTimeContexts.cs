using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FinOps.Core.Data;

/// <summary>Lets <c>dotnet ef</c> build the SQLite model without a database.</summary>
public sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteFinOpsDbContext>
{
    public SqliteFinOpsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteFinOpsDbContext>().UseSqlite("Data Source=design.db").Options);
}

/// <summary>Lets <c>dotnet ef</c> build the SQL Server model without a server.</summary>
public sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerFinOpsDbContext>
{
    public SqlServerFinOpsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerFinOpsDbContext>().UseSqlServer("Server=(design)").Options);
}
