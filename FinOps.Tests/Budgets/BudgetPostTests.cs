using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Budgets;

/// <summary>Thresholds under posts of single calls, which take the short way in groups.</summary>
public sealed class BudgetPostTests
{
    [Fact]
    public async Task Thresholds_UnderAThousandConcurrentPostsAndTheirRepeats_AreToldOnceInOrder()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await PostAsync(lab, new LogLine("first") { Feature = "search" });
        var lines = Enumerable.Range(0, 1_000).Select(i => new LogLine($"p-{i}") { AtUtc = Lab.Now.UtcDateTime.AddSeconds(-i) }).ToList();
        var budget = Assert.IsType<BudgetEdit.Saved>(await lab.Get<BudgetEditor>().SaveAsync(
            new BudgetDraft { Scope = BudgetScope.Any with { Feature = "chat" }, AmountUsd = Money.ToUsd(lines.Sum(l => l.CostNanos)) }, Lab.Tester, default));

        await Parallel.ForEachAsync(lines.Concat(lines), new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (line, _) => await PostAsync(lab, line));

        Assert.Equal(["50", "80", "100"], (await lab.ReadAsync(c => c.Alerts.OrderBy(a => a.Id))).Where(a => a.Kind == AlertKind.BudgetThreshold).Select(a => a.Step));
        var window = Assert.Single(await lab.ReadAsync(c => c.BudgetWindows.Where(w => w.BudgetId == budget.Id)));
        Assert.Equal((lines.Sum(l => l.CostNanos), 100, long.MaxValue), (window.PostedNanos, window.AlertedPercent, window.NextAlertNanos));
    }

    private static async Task PostAsync(Lab lab, LogLine line)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(line.ToJson() + "\n"));
        var request = new ImportRequest(ImportSource.Api, "gateway") { ApiKeyId = 1, Binding = new SenderBinding(TenantScope.All, null) };
        await lab.Importer.ImportStreamAsync(stream, request, Lab.Tester, default);
    }
}
