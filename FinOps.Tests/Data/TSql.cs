using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FinOps.Tests.Data;

/// <summary>Reads T-SQL as SQL Server 2019 and 2022 would, and knows what they refuse although it is well-formed.</summary>
internal static class TSql
{
    /// <summary>Everything wrong with a script; empty when SQL Server would take it, as far as a parser and the schema can tell.</summary>
    public static IReadOnlyList<string> Faults(string sql, TSqlSchema? schema = null)
    {
        var faults = new List<string>();
        _ = Parse(new TSql150Parser(initialQuotedIdentifiers: true), "2019", sql, faults);
        var script = Parse(new TSql160Parser(initialQuotedIdentifiers: true), "2022", sql, faults);
        if (faults.Count > 0)
        {
            return faults;
        }

        var traps = new TSqlTraps();
        script!.Accept(traps);
        faults.AddRange(traps.Faults);
        if (schema is not null)
        {
            var names = new TSqlNames(schema);
            script.Accept(names);
            faults.AddRange(names.Faults());
        }

        foreach (var inner in traps.InnerScripts)
        {
            faults.AddRange(Faults(inner, schema));
        }

        return faults;
    }

    /// <summary>The tree of a script that is known to be well-formed.</summary>
    public static TSqlFragment Tree(string sql)
    {
        var faults = new List<string>();
        var tree = Parse(new TSql160Parser(initialQuotedIdentifiers: true), "2022", sql, faults);
        return faults.Count == 0 ? tree! : throw new ArgumentException(string.Join("; ", faults), nameof(sql));
    }

    /// <summary>The text of one piece of a script, in capitals and with single spaces, for comparing.</summary>
    public static string Text(TSqlFragment fragment) => string.Join(
        ' ',
        fragment.ScriptTokenStream
            .Skip(fragment.FirstTokenIndex)
            .Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1)
            .Where(t => t.TokenType is not (TSqlTokenType.WhiteSpace or TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment))
            .Select(t => t.Text.Trim('[', ']', '"').ToUpperInvariant()));

    private static TSqlFragment? Parse(TSqlParser parser, string version, string sql, List<string> faults)
    {
        using var reader = new StringReader(sql);
        var tree = parser.Parse(reader, out var errors);
        faults.AddRange(errors.Select(e => $"SQL Server {version}, line {e.Line}, column {e.Column}: {e.Message}"));
        return tree;
    }
}
