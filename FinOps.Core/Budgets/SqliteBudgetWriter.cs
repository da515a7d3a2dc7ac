using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Budgets;

/// <summary>Posts the usage of a transaction to the windows of budgets on the embedded database.</summary>
internal sealed class SqliteBudgetWriter(SqliteConnection connection, BudgetBooks books) : IDisposable
{
    private readonly SqliteStatement add = new(connection, BudgetSqliteSql.Add);
    private readonly SqliteStatement insert = new(connection, BudgetSqliteSql.Insert);

    /// <summary>The budgets as the open transaction sees them.</summary>
    public BudgetBook Book() => books.In(connection);

    /// <summary>Posts what the rollups gained, and tells of thresholds that are reached; call inside the transaction, with the book that it began with.</summary>
    public void Write(RollupBuilder rollups, BudgetBook book)
    {
        if (book.IsEmpty)
        {
            return;
        }

        var now = books.Time.NowMicros();
        var crossed = new List<(int BudgetId, long StartMicros)>();
        foreach (var posting in BudgetPostings.Of(rollups, book, BudgetBooks.ModelsIn(connection, null, book)))
        {
            if (Post(book.Budgets[posting.Budget], posting, now))
            {
                crossed.Add((book.Budgets[posting.Budget].Id, posting.StartMicros));
            }
        }

        BudgetCrossings.Tell(connection, null, book, crossed, books.Time);
    }

    public void Dispose()
    {
        add.Dispose();
        insert.Dispose();
    }

    /// <summary>True when the window reaches a threshold that was not told.</summary>
    private bool Post(BudgetTerms budget, in BudgetPosting posting, long now)
    {
        var isThere = add.Bind(posting.DeltaNanos).Bind(budget.Id).Bind((byte)posting.Grain).Bind(posting.StartMicros).Step();
        var isCrossed = isThere && add.Int64(0) != 0;
        add.Reset();
        if (isThere)
        {
            return isCrossed;
        }

        var row = BudgetCrossings.NewWindow(budget, posting, now);
        insert.Bind(row.BudgetId).Bind((byte)row.Grain).Bind(row.StartMicros).Bind(row.EndMicros).Bind(row.LimitNanos).Bind(row.PostedNanos).Bind(row.NextAlertNanos).Run();
        return row.PostedNanos >= row.NextAlertNanos;
    }
}
