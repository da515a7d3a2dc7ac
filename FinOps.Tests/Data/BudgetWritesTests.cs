using FinOps.Core.Budgets;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Data;

/// <summary>What the editor of budgets writes, as SQL Server would get it.</summary>
public sealed class BudgetWritesTests
{
    [Fact]
    public async Task WritesOfBudgets_OnSqlServer_AreTSqlThatIsTaken()
    {
        var server = new FakeSqlServer();
        await using var context = server.CreateDbContext();
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        var window = new BudgetWindow { BudgetId = 1, Grain = BudgetPeriod.Monthly, StartMicros = 1, EndMicros = 2 };
        foreach (var row in new object[] { new Budget { FeatureId = 1, ValidFrom = new(2026, 10, 1) }, new BudgetRevision { BudgetId = 1, Version = 1, ValidFrom = new(2026, 10, 1) }, window })
        {
            context.Add(row);
            await context.SaveChangesAsync();
        }

        window.PostedNanos = 5;
        await context.SaveChangesAsync();
        int[] some = [1, 2];
        await context.BudgetWindows.Where(w => some.Contains(w.BudgetId)).ExecuteDeleteAsync();
        await context.BudgetWindows.Where(w => some.Contains(w.BudgetId) && w.StartMicros >= 5).ToListAsync();

        Assert.Contains(server.Commands, c => c.Contains("INSERT INTO [Budget]", StringComparison.Ordinal));
        Assert.Contains(server.Commands, c => c.Contains("UPDATE [BudgetWindow]", StringComparison.Ordinal));
        Assert.Contains(server.Commands, c => c.Contains("DELETE FROM", StringComparison.Ordinal));
        var schema = Schemas.NewSqlServerSchema();
        Assert.All(server.Commands, command => Assert.Empty(TSql.Faults(command, schema)));
    }
}
