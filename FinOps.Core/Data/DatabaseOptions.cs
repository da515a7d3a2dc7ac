using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Data;

/// <summary>Which database engine holds the data.</summary>
public enum DatabaseProvider
{
    /// <summary>One file beside the program; the embedded default.</summary>
    Sqlite,

    /// <summary>Microsoft SQL Server; for production and for several nodes.</summary>
    SqlServer,
}

/// <summary>Settings under <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary><c>Sqlite</c> or <c>SqlServer</c>.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>ADO.NET connection string; for SQLite <c>Data Source=path</c>, relative to the working directory.</summary>
    [Required]
    public string ConnectionString { get; set; } = "Data Source=data/finops.db";
}
