using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Tests.Conformance;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Audit;

/// <summary>The real program, several times at once, and its commands.</summary>
public sealed class AuditProcessTests : IDisposable
{
    private readonly CommandLine program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Processes_ThatWriteAtOnce_KeepOneChain()
    {
        Assert.Equal(0, (await program.RunAsync("migrate")).ExitCode);

        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => program.RunAsync("keys", "create", "--name", $"key {i}", "--scopes", "ingest")));

        Assert.All(runs, r => Assert.Equal(0, r.ExitCode));
        var entries = await EntriesAsync();
        Assert.Equal(6, entries.Count(e => e.Action == "apikey.create"));
        AuditConformance.AssertChain(entries);
    }

    [Fact]
    public async Task Commands_VerifyAnchorsAndExport_DoWhatTheySay()
    {
        Assert.Equal(0, (await program.RunAsync("keys", "create", "--name", "one", "--scopes", "ingest")).ExitCode);
        var anchors = await program.RunAsync("audit", "anchors", "--export");
        Assert.Equal(0, anchors.ExitCode);
        var count = (await EntriesAsync()).Count;
        Assert.Matches($"^[0-9T:.-]+Z {count} [0-9a-f]{{64}}\\s*$", anchors.Output);

        var whole = await program.RunAsync("audit", "verify");
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains($"{count} entries, held against 1 anchors", whole.Output, StringComparison.Ordinal);

        var csv = await program.RunAsync("audit", "export", "--format", "csv", "--from", "2020-01-01");
        Assert.StartsWith("sequence,at,subject,name,via,address,action,target,tenant,before,after,reason,approval,previous_hash,hash", csv.Output.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("apikey.create", csv.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("apikey.create", (await program.RunAsync("audit", "export", "--to", "2020-01-01")).Output, StringComparison.Ordinal);

        await using (var context = Open())
        {
            await context.Database.ExecuteSqlRawAsync("DROP TRIGGER AuditEntry_AppendOnly; UPDATE AuditEntry SET ActorName='Nobody' WHERE Sequence=2");
        }

        var broken = await program.RunAsync("audit", "verify");
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("Entry 2 is not as it was written", broken.Output, StringComparison.Ordinal);
    }

    private async Task<List<AuditEntry>> EntriesAsync()
    {
        await using var context = Open();
        return await context.AuditEntries.AsNoTracking().OrderBy(e => e.Sequence).ToListAsync();
    }

    private SqliteFinOpsDbContext Open() => new(new DbContextOptionsBuilder<SqliteFinOpsDbContext>()
        .UseSqlite($"Data Source={Path.Combine(program.Folder, "data", "finops.db")};Pooling=False").Options);
}
