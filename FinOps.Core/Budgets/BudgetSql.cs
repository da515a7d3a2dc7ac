namespace FinOps.Core.Budgets;

/// <summary>The statements that read budgets and keep their windows; the same text runs on both databases.</summary>
internal static class BudgetSql
{
    public const string ReadVersion = "SELECT Version FROM BudgetBookVersion WHERE Id=1";

    public const string Move = "UPDATE BudgetBookVersion SET Version=Version+1 WHERE Id=1";

    /// <summary>All budgets that are not removed, with the names they are limited to.</summary>
    public const string ReadBudgets =
        """
        SELECT b.Id, b.TenantId, b.FeatureId, b.TeamId, b.EnvironmentId, b.Model, b.Period, b.AmountNanos, b.IsHard, b.BurstPercent, b.Thresholds, b.TimeZone,
        b.ValidFrom, b.ValidTo, t.[Key], f.[Key], m.[Key], e.[Key]
        FROM Budget AS b
        LEFT JOIN Dimension AS t ON t.Id=b.TenantId
        LEFT JOIN Dimension AS f ON f.Id=b.FeatureId
        LEFT JOIN Dimension AS m ON m.Id=b.TeamId
        LEFT JOIN Dimension AS e ON e.Id=b.EnvironmentId
        WHERE b.IsDeleted=0 ORDER BY b.Id
        """;

    /// <summary>What budgets that were changed were before.</summary>
    public const string ReadAmounts =
        """
        SELECT r.BudgetId, r.ChangedAtMicros, r.AmountNanos FROM BudgetRevision AS r
        INNER JOIN Budget AS b ON b.Id=r.BudgetId
        WHERE b.IsDeleted=0 AND b.Version>1 ORDER BY r.BudgetId, r.Version
        """;

    /// <summary>The models that budgets name, at every provider. Kind 3 is a model.</summary>
    public const string ReadModels =
        "SELECT d.Id, d.[Key] FROM Dimension AS d WHERE d.Kind=3 AND d.[Key] IN (SELECT b.Model FROM Budget AS b WHERE b.IsDeleted=0)";
}
