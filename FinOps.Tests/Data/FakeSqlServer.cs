using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FinOps.Tests.Data;

/// <summary>
/// A SQL Server that is not there: contexts with the real provider whose connection never opens. Every command is written down and
/// answered with no rows (counts with 0), so that code can run far enough to show the T-SQL it would send.
/// </summary>
internal sealed class FakeSqlServer : IDbContextFactory<FinOpsDbContext>
{
    private readonly Recorder recorder = new();
    private readonly DbContextOptions<SqlServerFinOpsDbContext> options;

    public FakeSqlServer() => options = new DbContextOptionsBuilder<SqlServerFinOpsDbContext>()
        .UseSqlServer("Server=(none);Database=none")
        .AddInterceptors(recorder, new ClosedConnections(), new NoTransactions())
        .Options;

    /// <summary>The text of every command so far.</summary>
    public IReadOnlyCollection<string> Commands => recorder.Commands;

    public FinOpsDbContext CreateDbContext() => new SqlServerFinOpsDbContext(options);

    private sealed class Recorder : DbCommandInterceptor
    {
        public ConcurrentQueue<string> Commands { get; } = [];

        public override InterceptionResult<DbCommand> CommandCreating(CommandCorrelatedEventData eventData, InterceptionResult<DbCommand> result) =>
            InterceptionResult<DbCommand>.SuppressWithResult(new LooseCommand());

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
            InterceptionResult<DbDataReader>.SuppressWithResult(Answer(command));

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(Answer(command)));

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Commands.Enqueue(command.CommandText);
            return InterceptionResult<int>.SuppressWithResult(0);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(NonQueryExecuting(command, eventData, result));

        public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        {
            Commands.Enqueue(command.CommandText);
            return InterceptionResult<object>.SuppressWithResult(0);
        }

        public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(ScalarExecuting(command, eventData, result));

        private DbDataReader Answer(DbCommand command)
        {
            Commands.Enqueue(command.CommandText);
            var answer = new DataTable();
            var isCount = command.CommandText.StartsWith("SELECT COUNT(", StringComparison.Ordinal);
            var isSum = command.CommandText.StartsWith("SELECT COALESCE(SUM(", StringComparison.Ordinal);
            if (command.CommandText.Contains("OUTPUT ", StringComparison.Ordinal))
            {
                // A write answers with the id that the server gave, or with 1 for the row that it changed.
                answer.Columns.Add("Answer", typeof(int));
                answer.Rows.Add(1);
            }
            else if (command.CommandText.StartsWith("SELECT CASE", StringComparison.Ordinal) && command.CommandText.Contains("WHEN EXISTS", StringComparison.Ordinal))
            {
                answer.Columns.Add("Answer", typeof(bool));
                answer.Rows.Add(false);
            }
            else if (isCount || isSum || command.CommandText.StartsWith("SELECT MAX(", StringComparison.Ordinal) || command.CommandText.StartsWith("SELECT MIN(", StringComparison.Ordinal))
            {
                // These always have an answer.
                answer.Columns.Add("Answer", isSum ? typeof(long) : typeof(int));
                answer.Rows.Add(isCount || isSum ? 0 : DBNull.Value);
            }

            return answer.CreateDataReader();
        }
    }

    private sealed class ClosedConnections : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }
}
