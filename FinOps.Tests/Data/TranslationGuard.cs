using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace FinOps.Tests.Data;

/// <summary>
/// Watches every LINQ query that any test of this assembly runs on SQLite, and compiles the same expression for SQL Server.
/// A query that only SQLite can translate fails the test that ran it.
/// </summary>
internal static class TranslationGuard
{
    private const string EfSource = "Microsoft.EntityFrameworkCore";
    private static readonly ConcurrentDictionary<string, byte> Checked = [];

    /// <summary>How many different queries have been shown to translate in this run.</summary>
    public static int CheckedCount => Checked.Count;

    [ModuleInitializer]
    internal static void Watch() => DiagnosticListener.AllListeners.Subscribe(new ListenerWatcher());

    /// <summary>Compiles a query expression that was built for one database for SQL Server. Throws when it does not translate.</summary>
    public static void CompileForSqlServer(Expression query)
    {
        using var context = Schemas.NewSqlServerContext();
        var moved = new RootMover(context).Visit(query);
        var element = moved.Type.IsGenericType && moved.Type.GetGenericTypeDefinition() is var open && (open == typeof(IQueryable<>) || open == typeof(IOrderedQueryable<>));
        var result = element ? typeof(IEnumerable<>).MakeGenericType(moved.Type.GenericTypeArguments[0]) : moved.Type;
        var compilation = context.GetService<IQueryCompilationContextFactory>().Create(async: false);
        var compile = typeof(QueryCompilationContext).GetMethod(nameof(QueryCompilationContext.CreateQueryExecutor))!.MakeGenericMethod(result);
        _ = compile.Invoke(compilation, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [moved], null);
    }

    private sealed class ListenerWatcher : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == EfSource)
            {
                value.Subscribe(new QueryWatcher()!, name => name == CoreEventId.QueryCompilationStarting.Name);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class QueryWatcher : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is QueryExpressionEventData { Context: SqliteFinOpsDbContext } data)
            {
                CompileForSqlServer(data.Expression);
                Checked.TryAdd(data.Expression.ToString(), 0);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class RootMover(FinOpsDbContext context) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node switch
        {
            EntityQueryRootExpression root when root.GetType() == typeof(EntityQueryRootExpression) => new EntityQueryRootExpression(TypeOf(root)),
            // How the embedded database finds its way into its own index; a server is asked the same of the whole set.
            EntityQueryRootExpression root when SqlOf(root) == UsageSqliteSql.RecordsOfChunk => new EntityQueryRootExpression(TypeOf(root)),
            EntityQueryRootExpression => throw new NotSupportedException("Build queries from sets: hand-written SQL belongs in a class whose name ends in Sql."),
            QueryParameterExpression => node,
            _ => base.VisitExtension(node),
        };

        private static string? SqlOf(EntityQueryRootExpression root) => root.GetType().GetProperty("Sql")?.GetValue(root) as string;

        private Microsoft.EntityFrameworkCore.Metadata.IEntityType TypeOf(EntityQueryRootExpression root) => context.Model.FindEntityType(root.EntityType.Name)!;
    }
}
