using System.IO.Compression;
using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Imports;

public sealed class DropFolderTests : IAsyncLifetime
{
    private static readonly DateTime LongAgo = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private CoreFixture core = null!;

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private DropFolder Folder => core.Get<DropFolder>();

    public async Task InitializeAsync() => core = await CoreFixture.StartAsync();

    public async Task DisposeAsync() => await core.DisposeAsync();

    [Fact]
    public async Task Log_ThatIsNew_IsQueuedOnce()
    {
        Drop("a.ndjson", Line(1));

        Assert.Equal(1, (await Folder.ScanAsync(default)).Queued);
        Assert.Equal(0, (await Folder.ScanAsync(default)).Queued);
    }

    [Theory]
    [InlineData(".hidden.ndjson")]
    [InlineData("a.ndjson.tmp")]
    [InlineData("a.ndjson.part")]
    [InlineData("notes.md")]
    public async Task File_ThatIsNoLog_IsLeftAlone(string name)
    {
        Drop(name, Line(1));

        Assert.Equal((0, 0), await Folder.ScanAsync(default));
    }

    [Fact]
    public async Task ArchiveStillBeingWritten_WaitsUntilItRests()
    {
        var path = Drop("a.ndjson.gz", Gzip(Line(1)), Now);
        Assert.Equal((0, 1), await Folder.ScanAsync(default));

        File.SetLastWriteTimeUtc(path, LongAgo);

        Assert.Equal(1, (await Folder.ScanAsync(default)).Queued);
    }

    [Fact]
    public async Task Log_ThatGrew_IsReadOnInItsRow()
    {
        var path = Drop("a.ndjson", Line(1));
        await ImportAllAsync();

        File.AppendAllText(path, Line(2));
        File.SetLastWriteTimeUtc(path, LongAgo);
        await ImportAllAsync();

        var file = Assert.Single(await FilesAsync());
        Assert.Equal((ImportState.Done, 2, 0), (file.State, file.NewRecords, file.DuplicateRecords));
    }

    [Fact]
    public async Task LastLineWithoutBreak_IsLeftWhileTheLogMayGrow_AndReadOnceItRests()
    {
        var path = Drop("a.ndjson", Encoding.UTF8.GetBytes(Line(1) + Line(2).TrimEnd()), Now);
        await ImportAllAsync();
        Assert.Equal((1, 0), (await FilesAsync()).Select(f => (f.NewRecords, f.QuarantinedLines)).Single());

        File.SetLastWriteTimeUtc(path, Now.AddSeconds(-11));
        await using (var context = await core.ContextAsync())
        {
            await context.ImportFiles.ExecuteUpdateAsync(f => f.SetProperty(x => x.StartedAtMicros, x => x.StartedAtMicros - (11 * Instants.MicrosPerSecond)));
        }

        await ImportAllAsync();

        Assert.Equal((2, 0), (await FilesAsync()).Select(f => (f.NewRecords, f.QuarantinedLines)).Single());
        Assert.Equal(0, (await Folder.ScanAsync(default)).Queued);
    }

    [Fact]
    public async Task Log_ThatWasReplacedByAnother_IsANewImport()
    {
        Drop("a.ndjson", Line(1));
        await ImportAllAsync();

        Drop("a.ndjson", Line(7) + Line(8) + Line(9));
        await ImportAllAsync();

        Assert.Equal([1L, 3L], (await FilesAsync()).Select(f => f.NewRecords));
    }

    [Fact]
    public async Task Log_ThatWasRenamed_IsADuplicateOfTheFirst()
    {
        var path = Drop("a.ndjson", Line(1));
        await ImportAllAsync();

        File.Move(path, Path.Combine(Folder.FolderPath, "b.ndjson"));
        await ImportAllAsync();

        var files = await FilesAsync();
        Assert.Equal((ImportState.Duplicate, files[0].Id, 0L), (files[1].State, files[1].DuplicateOfId, files[1].NewRecords));
        Assert.Equal(0, (await Folder.ScanAsync(default)).Queued);
    }

    private static string Line(int number) =>
        $$"""{"timestamp":"2026-10-01T00:00:00Z","request_id":"r{{number}}","tenant_id":"acme","provider":"openai","model":"gpt-4o","input_tokens":{{number}},"output_tokens":1}""" + "\n";

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private string Drop(string name, string text) => Drop(name, Encoding.UTF8.GetBytes(text), LongAgo);

    private string Drop(string name, byte[] bytes, DateTime writtenAt)
    {
        Directory.CreateDirectory(Folder.FolderPath);
        var path = Path.Combine(Folder.FolderPath, name);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, writtenAt);
        return path;
    }

    private async Task ImportAllAsync()
    {
        await Folder.ScanAsync(default);
        var queue = core.Get<ImportQueue>();
        while (await queue.TakeAsync(default) is { } file)
        {
            await queue.RunAsync(file, CoreFixture.Admin, default);
        }
    }

    private async Task<List<ImportFile>> FilesAsync()
    {
        await using var context = await core.ContextAsync();
        return await context.ImportFiles.AsNoTracking().OrderBy(f => f.Id).ToListAsync();
    }
}
