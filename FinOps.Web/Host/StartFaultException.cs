using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Host;

/// <summary>The program cannot start, for reasons that its operator can cure: shown as plain lines, without a stack trace.</summary>
public sealed class StartFaultException(IReadOnlyList<string> faults, Exception? inner = null)
    : Exception(string.Join(Environment.NewLine, faults), inner)
{
    public StartFaultException(string fault, Exception? inner = null)
        : this([fault], inner)
    {
    }

    /// <summary>One line a fault, each with what to do.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>The exception as a start fault; null when it is none but a defect.</summary>
    public static StartFaultException? From(Exception exception) => exception switch
    {
        StartFaultException fault => fault,
        OptionsValidationException options => new([.. options.Failures], options),
        AggregateException { InnerExceptions: var all } when all.All(e => e is OptionsValidationException) =>
            new([.. all.Cast<OptionsValidationException>().SelectMany(e => e.Failures)], exception),
        IOException { InnerException: AddressInUseException } busy =>
            new($"{busy.Message} Stop the other program, or choose another address: --urls http://localhost:5081", busy),
        SocketException socket => new($"Cannot listen: {socket.Message}. Choose another address: --urls http://localhost:5081", socket),
        SqliteException sqlite => new($"Database:ConnectionString: SQLite cannot use this database: {sqlite.Message}", sqlite),
        SqlException sql => new($"Database:ConnectionString: SQL Server cannot be used: {sql.Message.ReplaceLineEndings(" ")}", sql),
        _ => null,
    };
}
