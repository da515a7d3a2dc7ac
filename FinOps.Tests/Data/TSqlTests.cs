namespace FinOps.Tests.Data;

/// <summary>The checks of T-SQL are themselves shown to find what they claim to find.</summary>
public sealed class TSqlTests
{
    private static readonly TSqlSchema Schema = new TSqlSchema().Apply(
        """
        CREATE TABLE [Usage] ([Id] bigint NOT NULL IDENTITY, [Tenant] int NOT NULL, [Tokens] int NOT NULL, [Cost] bigint NOT NULL, [Name] nvarchar(100) NULL, PRIMARY KEY ([Id]));
        CREATE TABLE [#Stage] ([Tenant] int NOT NULL, [Tokens] int NOT NULL);
        """);

    [Theory]
    [InlineData("SELECT [Name] || 'x' FROM [Usage]", "Incorrect syntax")]
    [InlineData("SELECT [Name] FROM [Usage] LIMIT 5", "Incorrect syntax")]
    [InlineData("INSERT INTO [Usage] ([Tenant]) VALUES (1) ON CONFLICT DO NOTHING", "Incorrect syntax")]
    [InlineData("INSERT INTO [Usage] ([Tenant]) VALUES (1) RETURNING [Id]", "Incorrect syntax")]
    [InlineData("SELECT [Tenant] FROM [Usage] WHERE ([Tenant], [Tokens]) IN (SELECT [Tenant], [Tokens] FROM [#Stage])", "Incorrect syntax")]
    [InlineData("MERGE [Usage] AS t USING [#Stage] AS s ON t.[Tenant] = s.[Tenant] WHEN MATCHED THEN UPDATE SET t.[Tokens] = s.[Tokens];", "MERGE")]
    [InlineData("SELECT x.[Tenant] FROM (SELECT [Tenant] FROM [Usage] ORDER BY [Tenant]) AS x", "ORDER BY clause")]
    [InlineData("WITH x AS (SELECT [Tenant] FROM [Usage] ORDER BY [Tenant]) SELECT [Tenant] FROM x", "ORDER BY clause")]
    [InlineData("SELECT 1 AS [One] FROM [Usage] WHERE [Tenant] = (SELECT [Tenant] FROM [Usage] ORDER BY [Tenant])", "ORDER BY clause")]
    [InlineData("SELECT [Tenant], [Tokens] FROM [Usage] GROUP BY [Tenant]", "TOKENS is neither grouped nor aggregated")]
    [InlineData("SELECT [Tenant], COUNT(*) FROM [Usage]", "TENANT is neither grouped nor aggregated")]
    [InlineData("SELECT [Tenant], COUNT(*) AS [N] FROM [Usage] GROUP BY 1", "GROUP BY a position")]
    [InlineData("SELECT IFNULL([Name], '') FROM [Usage]", "IFNULL is no function")]
    [InlineData("SELECT MAX([Tenant], [Tokens]) FROM [Usage]", "MAX takes one argument")]
    [InlineData("SELECT SUM([Tokens]) FROM [Usage]", "overflows")]
    [InlineData("SELECT [rowid] FROM [Usage]", "has a column rowid")]
    [InlineData("SELECT [Tenant] FROM [Usages]", "no table Usages")]
    [InlineData("SELECT \"text\" FROM [Usage]", "has a column text")]
    [InlineData("INSERT INTO [Usage] SELECT [Tenant], [Tokens], 0, NULL FROM [#Stage]", "without a column list")]
    [InlineData("SELECT x.[Tenant] FROM (SELECT [Tenant], [Tokens] + 1 FROM [Usage]) AS x", "has no name")]
    [InlineData("EXEC(N'SELECT [Tenant] FROM [Usage] LIMIT 5')", "Incorrect syntax")]
    public void Faults_StatementThatSqlServerRefuses_AreFound(string sql, string expected)
    {
        var faults = TSql.Faults(sql, Schema);

        Assert.Contains(faults, f => f.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SELECT [Tenant], SUM([Cost]) AS [Total], COUNT_BIG(*) AS [N] FROM [Usage] WHERE [Tenant] = @t GROUP BY [Tenant] ORDER BY [Total] DESC")]
    [InlineData("SELECT [Tenant] / 24 AS [Day], SUM(CAST([Tokens] AS bigint)) AS [T] FROM [Usage] GROUP BY [Tenant] / 24")]
    [InlineData("INSERT INTO [Usage] ([Tenant], [Tokens], [Cost]) SELECT s.[Tenant], s.[Tokens], 0 FROM [#Stage] AS s WHERE NOT EXISTS (SELECT 1 FROM [Usage] AS u WHERE u.[Tenant] = s.[Tenant])")]
    [InlineData("UPDATE u SET [Tokens] = u.[Tokens] + s.[Tokens] FROM [Usage] AS u INNER JOIN [#Stage] AS s ON s.[Tenant] = u.[Tenant]")]
    [InlineData("SELECT x.[T] FROM (SELECT TOP (5) [Tenant] AS [T] FROM [Usage] ORDER BY [Tenant]) AS x")]
    [InlineData("SELECT [Tenant] FROM [Usage] ORDER BY [Tenant] OFFSET 0 ROWS FETCH NEXT 5 ROWS ONLY")]
    public void Faults_StatementThatSqlServerTakes_AreNone(string sql) => Assert.Empty(TSql.Faults(sql, Schema));

    [Fact]
    public void Faults_MoreThan2100Parameters_AreFound()
    {
        var names = string.Join(", ", Enumerable.Range(0, 2_101).Select(i => $"@p{i}"));

        Assert.Contains(TSql.Faults($"SELECT [Id] FROM [Usage] WHERE [Tenant] IN ({names})"), f => f.Contains("2101 parameters", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CREATE TABLE [A] ([K] nvarchar(451) NOT NULL, PRIMARY KEY ([K]));", "902 bytes")]
    [InlineData("CREATE TABLE [A] ([K] nvarchar(851) NOT NULL); CREATE INDEX [IX] ON [A] ([K]);", "1702 bytes")]
    [InlineData("CREATE TABLE [A] ([K] nvarchar(max) NOT NULL); CREATE UNIQUE INDEX [IX] ON [A] ([K]);", "max type")]
    [InlineData("CREATE TABLE [A] ([K] int NOT NULL); CREATE INDEX [IX] ON [A] ([L]);", "does not exist")]
    [InlineData(
        """
        CREATE TABLE [A] ([Id] int NOT NULL);
        CREATE TABLE [B] ([Id] int NOT NULL, FOREIGN KEY ([Id]) REFERENCES [A] ([Id]) ON DELETE CASCADE);
        CREATE TABLE [C] ([Id] int NOT NULL, FOREIGN KEY ([Id]) REFERENCES [A] ([Id]) ON DELETE CASCADE, FOREIGN KEY ([Id]) REFERENCES [B] ([Id]) ON DELETE SET NULL);
        """,
        "2 cascade paths")]
    [InlineData("CREATE TABLE [A] ([Id] int NOT NULL, [Up] int NULL, FOREIGN KEY ([Up]) REFERENCES [A] ([Id]) ON DELETE CASCADE, FOREIGN KEY ([Id]) REFERENCES [A] ([Id]) ON DELETE CASCADE);", "cascade paths")]
    public void SchemaFaults_TableThatSqlServerRefuses_AreFound(string script, string expected) =>
        Assert.Contains(new TSqlSchema().Apply(script).Faults(), f => f.Contains(expected, StringComparison.Ordinal));
}
