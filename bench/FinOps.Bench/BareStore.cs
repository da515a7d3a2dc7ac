using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace FinOps.Bench;

/// <summary>Inserts single rows in groups, each group synced to disk: a yardstick for the ledger.</summary>
internal sealed class BareStore : IAsyncDisposable
{
    private const int MostAtOnce = 256;
    private readonly Channel<(int Id, TaskCompletionSource Done)> waiting = Channel.CreateUnbounded<(int, TaskCompletionSource)>();
    private readonly SqliteConnection connection;
    private readonly Task writing;

    public BareStore(string path)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE Bare (Id INTEGER PRIMARY KEY, Text TEXT)");
        writing = Task.Run(WriteAsync);
    }

    public Task InsertAsync(int id)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Writer.TryWrite((id, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await writing;
        await connection.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO Bare (Id, Text) VALUES (@id, 'a row of about as many bytes as a hold has, so that both write as much')";
        var id = insert.Parameters.Add("@id", SqliteType.Integer);
        var group = new List<TaskCompletionSource>(MostAtOnce);
        while (await waiting.Reader.WaitToReadAsync())
        {
            Run("BEGIN IMMEDIATE");
            while (group.Count < MostAtOnce && waiting.Reader.TryRead(out var one))
            {
                id.Value = one.Id;
                insert.ExecuteNonQuery();
                group.Add(one.Done);
            }

            Run("COMMIT");
            group.ForEach(d => d.SetResult());
            group.Clear();
        }
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
