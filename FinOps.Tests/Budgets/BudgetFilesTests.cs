using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Budgets;

public sealed class BudgetFilesTests : IAsyncLifetime
{
    private const string Two = """
        feature,tenant,team,model,environment,period,amount_usd,hard,burst_percent,thresholds,time_zone,owner,note,valid_from,valid_to
        chat,,,,,monthly,1234.5,false,,50;80;100,UTC,Ida,"a, note",2026-10-01,
        ,acme,blue,gpt-4o,production,daily,40,true,110,25;75;100,Europe/Berlin,,,2026-10-01,2027-01-01

        """;

    private Lab lab = null!;

    private BudgetFiles Files => lab.Get<BudgetFiles>();

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task File_ExportedAndImported_ChangesNothing()
    {
        Assert.Equal(2, (await Files.ApplyAsync(Utf8(Two), Lab.Tester, default)).Count(LineEffect.New));
        using var file = new MemoryStream();
        await Files.WriteAsync(file, null, Lab.Tester, default);

        var again = await Files.ApplyAsync(file.ToArray(), Lab.Tester, default);

        Assert.Equal(2, again.Count(LineEffect.Unchanged));
        Assert.Equal(2, again.Lines.Count);
        Assert.Equal(2, (await lab.ReadAsync(c => c.BudgetRevisions)).Count);
        var text = Encoding.UTF8.GetString(file.ToArray());
        Assert.Contains("chat,,,,,monthly,1234.5,false,,50;80;100,UTC,Ida,\"a, note\",2026-10-01,\r\n", text, StringComparison.Ordinal);
        Assert.Contains(",acme,blue,gpt-4o,production,daily,40,true,110,25;75;100,Europe/Berlin,,,2026-10-01,2027-01-01\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WithBadLines_TakesTheGoodOnesAndNamesTheRest()
    {
        var result = await Files.ApplyAsync(Utf8("""
            feature,tenant,period,amount_usd,hard,burst_percent,thresholds,time_zone,valid_from,valid_to
            f1,,weekly,5,,,,,,
            f2,,monthly,-5,,,,,,
            f3,,monthly,5,maybe,,,,,
            f4,,monthly,5,,90,,,,
            f5,,monthly,5,,,80;50,,,
            f6,,monthly,5,,,,Mars/Base,,
            f7,,monthly,5,,,,,2026-10-02,2026-10-01
            search,,monthly,5,,,,,,
            search,,monthly,6,,,,,,
            """), Lab.Tester, default);

        Assert.Equal(8, result.Count(LineEffect.Wrong));
        Assert.Equal(9, Assert.Single(result.Lines, l => l.Effect == LineEffect.New).Line);
        Assert.Equal(["period", "amount_usd", "hard", "burst_percent", "thresholds", "time_zone", "valid_to"], result.Lines.Where(l => l.Line <= 8).Select(l => Assert.Single(l.Faults).Field));
        Assert.Contains("Line 9 is about the same budget", result.Lines[^1].Text, StringComparison.Ordinal);
        Assert.Equal(5_000_000_000, Assert.Single(await lab.ReadAsync(c => c.Budgets)).AmountNanos);
    }

    [Fact]
    public async Task Preview_OfAFile_StoresNothing()
    {
        var result = await Files.PreviewAsync(Utf8(Two), Lab.Tester, default);

        Assert.Equal((2, false), (result.Count(LineEffect.New), result.IsStored));
        Assert.Contains("No usage has named", result.Lines[0].Text, StringComparison.Ordinal);
        Assert.Empty(await lab.ReadAsync(c => c.Budgets));
        Assert.Empty(await lab.ReadAsync(c => c.Dimensions));
    }

    [Fact]
    public async Task Line_ThatStartsLater_EndsTheOneThatIsThere()
    {
        await Files.ApplyAsync(Utf8("feature,period,amount_usd,valid_from\nchat,monthly,5,2026-10-01\n"), Lab.Tester, default);
        await Files.ApplyAsync(Utf8("feature,period,amount_usd,valid_from\nchat,monthly,6,2026-11-01\n"), Lab.Tester, default);

        var budgets = await lab.ReadAsync(c => c.Budgets.OrderBy(b => b.ValidFrom));
        Assert.Equal([(new DateOnly(2026, 10, 1), (DateOnly?)new DateOnly(2026, 11, 1)), (new DateOnly(2026, 11, 1), null)], budgets.Select(b => (b.ValidFrom, b.ValidTo)));

        Assert.IsType<BudgetEdit.Saved>(await lab.Get<BudgetEditor>().UndoAsync(budgets[1].Id, null, Lab.Tester, default));
        var left = Assert.Single(await lab.ReadAsync(c => c.Budgets.Where(b => !b.IsDeleted)));
        Assert.Equal((budgets[0].Id, null), (left.Id, left.ValidTo));
    }

    [Fact]
    public async Task Months_Copied_FollowTheirSourcesTimesTheFactor()
    {
        await Files.ApplyAsync(Utf8("feature,period,amount_usd,valid_from,valid_to\nopen,monthly,100,2026-10-01,\nfixed,monthly,50,2026-10-01,2026-11-01\nday,daily,1,2026-10-01,\n"), Lab.Tester, default);

        var edits = await lab.Get<BudgetMonths>().CopyAsync(new(2026, 10, 1), new(2026, 11, 1), 1.1m, null, Lab.Tester, default);

        Assert.Equal(2, edits.Count(e => e is BudgetEdit.Saved));
        var rows = (await lab.Get<BudgetQueries>().ListAsync(Lab.Tester, default)).Where(r => r.Budget.ValidFrom == new DateOnly(2026, 11, 1)).ToDictionary(r => r.Scope.Feature, r => r.Budget);
        Assert.Equal((110_000_000_000, null), (rows["open"].AmountNanos, rows["open"].ValidTo));
        Assert.Equal((55_000_000_000, new DateOnly(2026, 12, 1)), (rows["fixed"].AmountNanos, rows["fixed"].ValidTo));
        Assert.Equal(new DateOnly(2026, 11, 1), (await lab.ReadAsync(c => c.Budgets.OrderBy(b => b.Id))).First(b => b.AmountNanos == 100_000_000_000).ValidTo);
    }

    [Fact]
    public async Task Person_OfSomeTenants_EditsAndSeesOnlyTheirs()
    {
        await Files.ApplyAsync(Utf8(Two), Lab.Tester, default);
        await Files.ApplyAsync(Utf8("tenant,period,amount_usd\nglobex,monthly,5\n"), Lab.Tester, default);
        var person = Lab.Tester with { Tenants = TenantScope.Of(["acme"]) };

        var row = Assert.Single(await lab.Get<BudgetQueries>().ListAsync(person, default));
        var edits = new List<BudgetEdit>();
        foreach (var budget in await lab.ReadAsync(c => c.Budgets.OrderBy(b => b.Id)))
        {
            edits.Add(await lab.Get<BudgetEditor>().SaveAsync(new BudgetDraft { Id = budget.Id, AmountUsd = 7 }, person, default));
        }

        Assert.Equal("acme", row.Scope.Tenant);
        Assert.Equal([typeof(BudgetEdit.NotFound), typeof(BudgetEdit.Saved), typeof(BudgetEdit.NotFound)], edits.Select(e => e.GetType()));
        Assert.IsType<BudgetEdit.Invalid>(await lab.Get<BudgetEditor>().SaveAsync(new BudgetDraft { AmountUsd = 7 }, person, default));
        Assert.Empty(await lab.Get<BudgetQueries>().HistoryAsync(1, person, default));
    }

    [Fact]
    public async Task Edit_OfWhatSomebodyElseChanged_IsAConflict()
    {
        await Files.ApplyAsync(Utf8(Two), Lab.Tester, default);
        var editor = lab.Get<BudgetEditor>();
        var id = (await lab.ReadAsync(c => c.Budgets))[0].Id;
        Assert.IsType<BudgetEdit.Saved>(await editor.SaveAsync(new BudgetDraft { Id = id, Owner = "Jo", ExpectedVersion = 1 }, Lab.Tester, default));

        var late = Assert.IsType<BudgetEdit.Conflict>(await editor.SaveAsync(new BudgetDraft { Id = id, Owner = "Al", ExpectedVersion = 1 }, Lab.Tester, default));

        Assert.Contains("Changed by tests at 12:00:00", late.Message, StringComparison.Ordinal);
        Assert.Equal(3, await CountAsync("budget.create", "budget.edit"));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<int> CountAsync(params string[] actions)
    {
        await using var context = lab.NewContext();
        return await context.AuditEntries.CountAsync(e => actions.Contains(e.Action));
    }
}
