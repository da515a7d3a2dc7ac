using FinOps.Core.Access;
using FinOps.Core.Operations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Host;

/// <summary>Backups of the real program, made while it writes, and put back while it does not run.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly RunningProgram program = new();

    private string Backup => Path.Combine(program.Folder, "backup.db");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await program.DisposeAsync();

    [Fact]
    public async Task Backup_UnderLoad_HoldsWhatWasAcknowledgedBefore_AndIsPutBack()
    {
        await program.StartAsync();
        await program.PostAsync(UsageLines.Batch(1, 300));
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(stop.Token);

        var backup = await program.RunAsync("backup", Backup);
        await stop.CancelAsync();
        await load;
        var again = await program.RunAsync("backup", Backup);
        var running = await program.RunAsync("restore", Backup);
        var before = await program.RequestsByUserAsync();
        await program.KillAsync();
        var restored = await program.RunAsync("restore", Backup);
        var verified = await program.RunAsync("verify");

        Assert.Equal((0, ""), (backup.ExitCode, backup.Errors.Replace("100", "", StringComparison.Ordinal).Trim('%', ' ', '\n', 'c', 'o', 'p', 'i', 'e', 'd')));
        Assert.Contains("verified", backup.Output, StringComparison.Ordinal);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("is there already", again.Errors, StringComparison.Ordinal);
        Assert.Equal(1, running.ExitCode);
        Assert.Contains("Stop the console", running.Errors, StringComparison.Ordinal);
        Assert.Equal(0, restored.ExitCode);
        Assert.Contains("restored", restored.Output, StringComparison.Ordinal);
        Assert.Equal(0, verified.ExitCode);
        await program.StartAsync();
        var after = await program.RequestsByUserAsync();
        Assert.Equal(300, after["user-0001"]);
        Assert.True(after.Count < before.Count);
        Assert.All(after, u => Assert.Equal(before[u.Key], u.Value));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(program.Folder, "data"), "finops.db.before-restore-*Z"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
        }
    }

    [Theory]
    [InlineData("newer", "made by a newer version")]
    [InlineData("damaged", "damaged")]
    [InlineData("foreign", "holds no database of this program")]
    [InlineData("text", "holds no database of this program")]
    [InlineData("missing", "There is no file")]
    public async Task Restore_OfWhatCannotBeTrusted_IsRefusedAndChangesNothing(string kind, string reason)
    {
        await program.RunAsync("migrate");
        await program.RunAsync("backup", Backup);
        Spoil(kind);
        var before = await File.ReadAllBytesAsync(Path.Combine(program.Folder, "data", "finops.db"));

        var refused = await program.RunAsync("restore", Backup);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(reason, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(program.Folder, "data", "finops.db")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(program.Folder, "data"), "*restor*"));
    }

    [Fact]
    public async Task Backup_OfSqlServer_SaysWhatToUseInstead()
    {
        var run = await program.RunAsync("backup", Backup, "--Database:Provider=SqlServer", "--Database:ConnectionString=Server=nowhere.invalid");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("BACKUP DATABASE", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduled_KeepsTheNewest_AndLeavesOtherFilesAlone()
    {
        await using var database = new Data.TestDatabase();
        await database.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("finops-backups-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "finops-mine.db"), "not ours");
            var clock = new FakeTimeProvider(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
            var disk = new DatabaseDisk(database.Options);
            var backups = new ScheduledBackups(new DatabaseBackup(database, disk), disk, Options.Create(new BackupOptions { Folder = folder.FullName, EveryHours = 24, Keep = 2 }), clock);
            for (var hour = 0; hour < 100; hour++)
            {
                await backups.RunAsync(Actor.System("test", "job"), CancellationToken.None);
                clock.Advance(TimeSpan.FromHours(1));
            }

            Assert.Equal(
                ["finops-20261004T000000Z.db", "finops-20261005T000000Z.db", "finops-mine.db"],
                folder.EnumerateFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        for (var batch = 2; !cancellation.IsCancellationRequested; batch++)
        {
            Assert.Equal(50, await program.PostAsync(UsageLines.Batch(batch, 50), CancellationToken.None));
        }
    }

    private void Spoil(string kind)
    {
        switch (kind)
        {
            case "newer":
                Change("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");
                break;
            case "damaged":
                using (var file = File.Open(Backup, FileMode.Open))
                {
                    file.Position = 8192 * 3;
                    file.Write(Enumerable.Repeat((byte)0xAB, 8192 * 20).ToArray());
                }

                break;
            case "foreign":
                File.Delete(Backup);
                Change("CREATE TABLE other (id INTEGER)");
                break;
            case "text":
                File.WriteAllText(Backup, string.Concat(Enumerable.Repeat("this is no database. ", 1000)));
                break;
            default:
                File.Delete(Backup);
                break;
        }
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Backup};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
