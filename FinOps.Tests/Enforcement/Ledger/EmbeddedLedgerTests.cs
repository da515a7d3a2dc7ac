using FinOps.Core.Enforcement.Ledger;
using Microsoft.Data.Sqlite;

namespace FinOps.Tests.Enforcement.Ledger;

/// <summary>Who may write the embedded ledger's file.</summary>
public sealed class EmbeddedLedgerTests
{
    private static readonly LedgerAccount Account = Some.Account("budget:1", 1_000);

    [Fact]
    public async Task File_OpenInAnotherProcess_IsUnavailable()
    {
        await using var lab = new EmbeddedLab();
        var first = await lab.OpenAsync(TimeProvider.System);
        await first.ReserveAsync(Some.Reserve("a", 1, Account), CancellationToken.None);
        var second = await lab.OpenAsync(TimeProvider.System);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => second.ReserveAsync(Some.Reserve("b", 1, Account), CancellationToken.None));

        await lab.CloseAsync(second);
        await lab.CloseAsync(first);
    }

    [Fact]
    public async Task File_TakenOverWithoutItsLock_IsNotWrittenUnderTheOldTerm()
    {
        await using var lab = new EmbeddedLab();
        var engine = await lab.OpenAsync(TimeProvider.System);
        await engine.ReserveAsync(Some.Reserve("a", 1, Account), CancellationToken.None);
        await using (var other = new SqliteConnection($"Data Source={lab.Path};Pooling=False"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = "UPDATE LedgerLease SET Epoch = Epoch + 1";
            await command.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => engine.ReserveAsync(Some.Reserve("b", 1, Account), CancellationToken.None));

        Assert.Null(await engine.FindAsync(Some.Key("b"), CancellationToken.None));
        Assert.Equal(3, (await engine.SnapshotAsync([], CancellationToken.None)).Epoch);
        await lab.CloseAsync(engine);
    }
}
