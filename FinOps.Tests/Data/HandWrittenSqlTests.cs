using System.Text.RegularExpressions;
using FinOps.Core.Data;
using FinOps.Tests.Conformance;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Data;

public sealed partial class HandWrittenSqlTests
{
    [Fact]
    public void SqlServerStatements_AllOfThem_AreTaken()
    {
        var statements = HandWrittenSql.All.Where(s => s.IsForSqlServer).ToList();
        var faults = new List<string>();
        var schema = Schemas.NewSqlServerSchema();
        foreach (var staging in statements.Where(s => s.IsCreate))
        {
            schema.Apply(staging.Text);
        }

        faults.AddRange(statements.SelectMany(s => TSql.Faults(s.Text, s.IsCreate ? null : schema).Select(f => $"{s}: {f}\n{s.Text}")));
        Assert.NotEmpty(statements);
        Assert.Empty(faults);
    }

    [Fact]
    public void SqliteStatements_AllOfThem_AreTaken()
    {
        using var context = Schemas.NewSqliteContext();
        context.Database.OpenConnection();
        context.Database.Migrate();
        var statements = HandWrittenSql.All.Where(s => s.IsForSqlite).ToList();
        var faults = new List<string>();
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        foreach (var staging in HandWrittenSql.All.Where(s => s.IsForSqlServer && s.IsCreate))
        {
            using var command = connection.CreateCommand();
            command.CommandText = SqliteStaging.OnSqlite(staging.Text);
            command.ExecuteNonQuery();
        }

        foreach (var statement in statements.Where(s => !s.Text.StartsWith("CREATE INDEX", StringComparison.Ordinal))) // they were made above
        {
            try
            {
                using var prepared = new SqliteStatement(connection, statement.Text);
            }
            catch (SqliteException refused)
            {
                faults.Add($"{statement}: {refused.Message}\n{statement.Text}");
            }
        }

        Assert.NotEmpty(statements);
        Assert.Empty(faults);
    }

    [Fact]
    public void Source_SqlText_StandsOnlyInClassesThatTheseTestsRead()
    {
        var stray = new List<string>();
        foreach (var project in new[] { "FinOps.Core", "FinOps.Jobs", "FinOps.Web" })
        {
            var files = Directory.EnumerateFiles(Path.Combine(Root(), project), "*.*", SearchOption.AllDirectories)
                .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal))
                .Where(f => !f.EndsWith("Sql.cs", StringComparison.Ordinal));
            stray.AddRange(files.SelectMany(f => SqlLiteral().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetRelativePath(Root(), f)}: {m.Value}")));
        }

        Assert.Empty(stray);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FinOps.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run inside the repository.");
        }

        return folder;
    }

    [GeneratedRegex("\"\\s*(SELECT|INSERT INTO|INSERT OR|REPLACE INTO|UPDATE|DELETE FROM|CREATE (TABLE|INDEX|UNIQUE|TEMP)|ALTER TABLE|DROP TABLE|TRUNCATE TABLE|MERGE|WITH [\\w\\[\\]]+ AS)\\s")]
    private static partial Regex SqlLiteral();
}
