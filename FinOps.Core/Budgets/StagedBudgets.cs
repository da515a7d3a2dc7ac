using System.Data.Common;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Budgets;

/// <summary>Posts the usage of a transaction to the windows of budgets through a staging table: the way of SQL Server. The writer holds its turn, so nobody posts beside it.</summary>
internal sealed class StagedBudgets(IStagingDatabase database, DbTransaction transaction, BudgetBooks books)
{
    private static readonly string[] Columns = ["BudgetId", "Grain", "StartMicros", "EndMicros", "LimitNanos", "DeltaNanos", "NextAlertNanos"];

    /// <summary>The budgets as the open transaction sees them.</summary>
    public BudgetBook Book() => books.In(transaction.Connection!, transaction);

    /// <inheritdoc cref="SqliteBudgetWriter.Write"/>
    public void Write(RollupBuilder rollups, BudgetBook book)
    {
        var postings = book.IsEmpty ? [] : BudgetPostings.Of(rollups, book, BudgetBooks.ModelsIn(transaction.Connection!, transaction, book));
        if (postings.Count == 0)
        {
            return;
        }

        var now = books.Time.NowMicros();
        database.Copy(transaction, "#Budget", new BulkRows(Columns, postings.Count, (row, column) => ValueOf(BudgetCrossings.NewWindow(book.Budgets[postings[row].Budget], postings[row], now), column)));
        var commands = new StagedCommands(transaction);
        commands.Run(BudgetStagingSql.Add);
        commands.Run(BudgetStagingSql.Insert);
        var crossed = commands.Read(BudgetStagingSql.Crossed, r => (r.GetInt32(0), r.GetInt64(1)));
        BudgetCrossings.Tell(transaction.Connection!, transaction, book, crossed, books.Time);
    }

    private static object ValueOf(BudgetWindow window, int column) => column switch
    {
        0 => window.BudgetId,
        1 => (byte)window.Grain,
        2 => window.StartMicros,
        3 => window.EndMicros,
        4 => window.LimitNanos,
        5 => window.PostedNanos,
        _ => window.NextAlertNanos,
    };
}
