namespace FinOps.Core.Budgets;

/// <summary>The statements that post staged spend; plain enough to mean the same on both databases.</summary>
internal static class BudgetStagingSql
{
    public const string Add =
        """
        UPDATE [BudgetWindow] SET [PostedNanos] = [BudgetWindow].[PostedNanos] + s.[DeltaNanos], [Version] = [BudgetWindow].[Version] + 1
        FROM [#Budget] AS s
        WHERE [BudgetWindow].[BudgetId] = s.[BudgetId] AND [BudgetWindow].[Grain] = s.[Grain] AND [BudgetWindow].[StartMicros] = s.[StartMicros]
        """;

    /// <summary>Inserts the windows that do not exist; run it after <see cref="Add"/>.</summary>
    public const string Insert =
        """
        INSERT INTO [BudgetWindow] ([BudgetId], [Grain], [StartMicros], [EndMicros], [LimitNanos], [PostedNanos], [Version], [AlertedPercent], [NextAlertNanos])
        SELECT s.[BudgetId], s.[Grain], s.[StartMicros], s.[EndMicros], s.[LimitNanos], s.[DeltaNanos], 1, 0, s.[NextAlertNanos] FROM [#Budget] AS s
        WHERE NOT EXISTS (SELECT 1 FROM [BudgetWindow] AS w WHERE w.[BudgetId] = s.[BudgetId] AND w.[Grain] = s.[Grain] AND w.[StartMicros] = s.[StartMicros])
        """;

    /// <summary>The windows among those staged that reach a threshold.</summary>
    public const string Crossed =
        """
        SELECT w.[BudgetId], w.[StartMicros] FROM [#Budget] AS s
        INNER JOIN [BudgetWindow] AS w ON w.[BudgetId] = s.[BudgetId] AND w.[Grain] = s.[Grain] AND w.[StartMicros] = s.[StartMicros]
        WHERE w.[PostedNanos] >= w.[NextAlertNanos]
        """;
}
