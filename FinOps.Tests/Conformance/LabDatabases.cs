using FinOps.Core.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Conformance;

/// <summary>Where a lab keeps its data; each lab has a database of its own.</summary>
internal interface ILabDatabase
{
    /// <summary>Makes room for a database and returns the settings that lead to it.</summary>
    Task<Dictionary<string, string?>> CreateAsync(string folder);

    /// <summary>Changes what the core registered.</summary>
    void Change(IServiceCollection services);

    Task DropAsync();
}

internal sealed class SqliteLabDatabase : ILabDatabase
{
    private string? connectionString;

    public static Dictionary<string, string?> SettingsFor(string folder) => new()
    {
        ["Database:Provider"] = nameof(DatabaseProvider.Sqlite),
        ["Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "lab.db")}",
    };

    public Task<Dictionary<string, string?>> CreateAsync(string folder)
    {
        var settings = SettingsFor(folder);
        connectionString = settings["Database:ConnectionString"];
        return Task.FromResult(settings);
    }

    public void Change(IServiceCollection services)
    {
    }

    public Task DropAsync()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
        return Task.CompletedTask;
    }
}

/// <summary>A new database with a random name on the server of the test environment.</summary>
internal sealed class SqlServerLabDatabase : ILabDatabase
{
    private readonly string name = $"finops_test_{Guid.NewGuid():N}";
    private string connectionString = "";

    public async Task<Dictionary<string, string?>> CreateAsync(string folder)
    {
        await OnServerAsync($"CREATE DATABASE [{name}]");
        connectionString = new SqlConnectionStringBuilder(NeedsSqlServerAttribute.ConnectionString) { InitialCatalog = name }.ConnectionString;
        return new Dictionary<string, string?>
        {
            ["Database:Provider"] = nameof(DatabaseProvider.SqlServer),
            ["Database:ConnectionString"] = connectionString,
        };
    }

    public void Change(IServiceCollection services)
    {
    }

    public async Task DropAsync()
    {
        using (var pooled = new SqlConnection(connectionString))
        {
            SqlConnection.ClearPool(pooled);
        }

        await OnServerAsync($"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]");
    }

    private static async Task OnServerAsync(string statement)
    {
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(NeedsSqlServerAttribute.ConnectionString) { InitialCatalog = "master" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }
}
