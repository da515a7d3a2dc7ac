using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Access;

public sealed class SenderBindingTests
{
    [Fact]
    public async Task Import_OfOthersUsage_RefusesThoseLinesAndStoresThemNowhere()
    {
        await using var lab = await KeyLab.OpenAsync();
        var binding = new SenderBinding(TenantScope.Of(["acme"]), "production");

        var import = await ImportAsync(lab, binding, Line("1", "acme", "production"), Line("2", "globex", "production"), Line("3", "acme", "staging"), Line("4", null, "production"),
            Line("5", "acme", null), Line("6", "acme", "production"), Line("7", "ACME", "production"), "{broken");

        Assert.Equal((2L, 1L, 5L), (import.NewRecords, import.QuarantinedLines, import.RefusedLines));
        Assert.Equal(5, binding.Refused);
        Assert.Equal(
            [(2L, "tenant_not_allowed"), (3L, "environment_not_allowed"), (4L, "tenant_not_allowed"), (5L, "environment_not_allowed"), (7L, "tenant_not_allowed")],
            binding.First.Select(r => (r.LineNumber, r.Fault.Reason)));
        Assert.Equal(2, (await lab.ReadAsync(c => c.UsageRecords)).Count);
        Assert.Equal(8, Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines)).LineNumber);
    }

    [Fact]
    public async Task Import_OfOnlyOthersUsage_EndsDone()
    {
        await using var lab = await KeyLab.OpenAsync();
        var lines = Enumerable.Range(0, 25_000).Select(i => Line($"r{i}", "globex", null)).ToArray();
        var binding = new SenderBinding(TenantScope.Of(["acme"]), null);

        var import = await ImportAsync(lab, binding, lines);

        Assert.Equal((ImportState.Done, 0L, 25_000L, 25_000L), (import.State, import.NewRecords, import.RefusedLines, import.CommittedLines));
        Assert.Equal(20, binding.First.Count);
        Assert.Empty(await lab.ReadAsync(c => c.UsageRecords));
    }

    [Fact]
    public async Task Received_ManyPosts_AreSummedByKeyAndDay()
    {
        await using var lab = await KeyLab.OpenAsync();
        for (var day = 0; day < 2; day++)
        {
            for (var post = 0; post < 5; post++)
            {
                await ImportAsync(lab, new SenderBinding(TenantScope.Of(["acme"]), null), 7, Line($"{day}-{post}", "acme", null), Line($"{day}-{post}-x", "globex", null));
            }

            lab.Clock.Advance(TimeSpan.FromDays(1));
        }

        await ImportAsync(lab, new SenderBinding(TenantScope.All, null), 7, "{broken");
        var queries = lab.Get<ImportQueries>();
        var received = await queries.ReceivedAsync(0, 50, TenantScope.All);
        var (ended, total) = await queries.EndedAsync(0, 50, TenantScope.All);

        Assert.Equal([(5L, 5L, 5L), (5L, 5L, 5L)], received.Select(r => (r.Posts, r.NewRecords, r.RefusedLines)));
        Assert.Equal(1, received[0].Day - received[1].Day);
        Assert.Equal((1, 1L), (total, Assert.Single(ended).QuarantinedLines));
    }

    [Fact]
    public async Task Correction_OfALineOfABoundKey_CannotBringInOthersUsage()
    {
        await using var lab = await KeyLab.OpenAsync();
        var draft = KeyLab.Draft();
        draft.Tenants.Add("acme");
        var made = await lab.MakeAsync(draft);
        var binding = new SenderBinding(made.Key.Scope, null);
        await ImportAsync(lab, binding, Line("1", "globex", null).Replace("\"input_tokens\":10", "\"input_tokens\":-10", StringComparison.Ordinal));
        var line = Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines));
        await using (var context = lab.NewContext())
        {
            context.ImportFiles.Single(f => f.Id == line.ImportFileId).ApiKeyId = made.Key.Id;
            await context.SaveChangesAsync();
        }

        var editor = lab.Get<QuarantineEditor>();
        var refused = await editor.ReimportAsync(line.Id, Line("1", "globex", null), Lab.Tester);
        Assert.Equal((0L, 1), (refused!.NewRecords, refused.StillFaulty));
        Assert.Equal("tenant_not_allowed", Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines)).Reason);

        var taken = await editor.ReimportAsync(line.Id, Line("1", "acme", null), Lab.Tester);
        Assert.Equal((1L, 0), (taken!.NewRecords, taken.StillFaulty));
    }

    private static string Line(string id, string? tenant, string? environment)
    {
        var names = (tenant is null ? "" : $"\"tenant_id\":\"{tenant}\",") + (environment is null ? "" : $"\"environment\":\"{environment}\",");
        return $$"""{"timestamp":"2026-10-01T01:00:00Z","request_id":"{{id}}",{{names}}"provider":"lab","model":"even-1","input_tokens":10,"output_tokens":5}""";
    }

    private static Task<ImportFile> ImportAsync(Lab lab, SenderBinding binding, params string[] lines) => ImportAsync(lab, binding, null, lines);

    private static async Task<ImportFile> ImportAsync(Lab lab, SenderBinding binding, int? key, params string[] lines)
    {
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        return await lab.Importer.ImportStreamAsync(log, new ImportRequest(ImportSource.Api, "gateway") { Binding = binding, ApiKeyId = key }, Lab.Tester, CancellationToken.None);
    }
}
