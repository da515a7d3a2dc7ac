using FinOps.Core.Data;
using FinOps.Core.Imports;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Usage.Posts;

/// <summary>
/// The import rows of posts: one for each key and day, which sums its posts, because gateways post millions of times a day. A post with lines that are
/// set aside has a row of its own, under which they are listed. Not thread-safe; dispose it after a transaction that was undone.
/// </summary>
internal sealed class PostRows(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement insert = new(connection, PostSqliteSql.Insert);
    private readonly SqliteStatement isThere = new(connection, PostSqliteSql.IsThere);
    private readonly SqliteStatement add = new(connection, PostSqliteSql.Add);
    private readonly Dictionary<(int Key, string Name), (int Day, int Id)> shared = [];
    private readonly HashSet<int> seen = [];

    /// <summary>Call at the start of each transaction: rows may have been pruned since the last one.</summary>
    public void Begin() => seen.Clear();

    /// <summary>The row that the records of a post belong to.</summary>
    public int RowFor(UsagePost post, long nowMicros)
    {
        if (post.UnreadableLines > 0)
        {
            return Insert(post, nowMicros);
        }

        var (key, day) = ((post.ApiKeyId, post.Name), Instants.ToDay(nowMicros));
        if (!shared.TryGetValue(key, out var row) || row.Day != day || !IsThere(row.Id))
        {
            shared[key] = row = (day, Insert(post, nowMicros));
            seen.Add(row.Id);
        }

        return row.Id;
    }

    /// <summary>A row for the lines that the store set aside of a post whose records belong to the day's row.</summary>
    public int RowForLateLines(UsagePost post, long nowMicros) => Insert(post, nowMicros);

    /// <summary>Adds what became of a post to its rows and returns the one that the sender is told.</summary>
    /// <param name="row">The row of its records.</param>
    /// <param name="linesRow">The row of the lines set aside; mostly the same.</param>
    public int Add(UsagePost post, int row, int linesRow, long nowMicros)
    {
        var (stored, lines) = (post.Batch.Stored, post.Batch.Lines);
        Add(row, 1, lines.EndOffset, lines.EndLine, stored with { Quarantined = row == linesRow ? stored.Quarantined : 0 }, post.RefusedLines, post.Batch.UnknownFields, nowMicros);
        if (linesRow != row)
        {
            Add(linesRow, 0, 0, 0, default(CommitOutcome) with { Quarantined = stored.Quarantined }, 0, null, nowMicros);
        }

        return linesRow;
    }

    public void Dispose()
    {
        insert.Dispose();
        isThere.Dispose();
        add.Dispose();
    }

    private void Add(int id, int posts, long bytes, long lines, in CommitOutcome stored, long refused, string? unknownFields, long nowMicros) => add
        .Bind(posts).Bind(bytes).Bind(bytes).Bind(lines).Bind(stored.New).Bind(stored.Duplicates).Bind(stored.Quarantined).Bind(refused)
        .Bind(stored.Unpriced).Bind(stored.Flagged).Bind(stored.CostNanos).BindText(unknownFields).Bind(nowMicros).Bind(nowMicros).Bind(id).Run();

    private int Insert(UsagePost post, long nowMicros)
    {
        insert.Bind((int)ImportSource.Api).Bind((int)ImportKind.Usage).Bind((int)ImportState.Done).BindText(post.Name).Bind(post.ApiKeyId).Bind(nowMicros).Bind(nowMicros).Step();
        var id = (int)insert.Int64(0);
        insert.Reset();
        return id;
    }

    private bool IsThere(int id)
    {
        if (seen.Contains(id))
        {
            return true;
        }

        var found = isThere.Bind(id).Step();
        isThere.Reset();
        return found && seen.Add(id);
    }
}
