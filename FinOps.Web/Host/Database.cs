using FinOps.Core.Data;
using FinOps.Core.Operations;
using FinOps.Core.Pricing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Host;

/// <summary>Gets the database ready before anything uses it.</summary>
public static class Database
{
    /// <summary>Creates the data folder where it is missing, brings the schema up to date and stores the list prices.</summary>
    /// <exception cref="StartFaultException">The folder cannot be written or the database cannot be opened.</exception>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            PrepareFolder(options.ConnectionString);
            Share(services.GetRequiredService<DatabaseInUse>());
        }

        try
        {
            await services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellation);
            await services.GetRequiredService<PriceCatalog>().SeedAsync(cancellation);
        }
        catch (Exception exception) when (StartFaultException.From(exception) is { } fault)
        {
            throw fault;
        }
    }

    private static void Share(DatabaseInUse use)
    {
        try
        {
            use.Share();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartFaultException($"Database:ConnectionString: the database is being restored, or its lock file cannot be opened: {exception.Message}", exception);
        }
    }

    private static void PrepareFolder(string connectionString)
    {
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        var folder = Path.GetDirectoryName(file)!;
        Folders.DemandWritable(folder, "Database:ConnectionString");
    }
}
