using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FinOps.Tests.Data;

/// <summary>Checks the table and column names of a script against the schema, and sums against the width of their column.</summary>
internal sealed class TSqlNames(TSqlSchema schema) : TSqlFragmentVisitor
{
    private readonly HashSet<string> aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> derivedColumns = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<int> ordered = [];
    private readonly HashSet<string> orderNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ColumnReferenceExpression> columns = [];
    private readonly List<FunctionCall> sums = [];
    private readonly List<string> unknown = [];

    public IEnumerable<string> Faults()
    {
        foreach (var table in tables.Where(t => !aliases.Contains(t) && !schema.Tables.ContainsKey(t)))
        {
            yield return $"there is no table {table}";
        }

        foreach (var column in columns)
        {
            var name = column.MultiPartIdentifier?.Identifiers[^1].Value;
            if (name is null || derivedColumns.Contains(name) || (ordered.Contains(column.FirstTokenIndex) && orderNames.Contains(name)))
            {
                continue;
            }

            if (!schema.Tables.Any(t => tables.Contains(t.Key) && t.Value.Columns.ContainsKey(name)))
            {
                yield return $"line {column.StartLine}: none of the tables used has a column {name}";
            }
        }

        foreach (var sum in sums)
        {
            if (sum.Parameters[0] is ColumnReferenceExpression c && c.MultiPartIdentifier?.Identifiers[^1].Value is { } name
                && schema.Tables.Where(t => tables.Contains(t.Key)).Select(t => t.Value.Columns.GetValueOrDefault(name)).OfType<TSqlColumn>().ToList() is { Count: > 0 } found
                && found.TrueForAll(f => f.Bytes <= 4))
            {
                yield return $"line {sum.StartLine}: SUM({name}) is an int and overflows at 2^31: cast to bigint";
            }
        }

        foreach (var fault in unknown)
        {
            yield return fault;
        }
    }

    public override void Visit(NamedTableReference node)
    {
        var parts = node.SchemaObject.Identifiers;
        if (parts.Count == 1 || parts[0].Value is "dbo")
        {
            tables.Add(parts[^1].Value);
        }

        if (node.Alias is not null)
        {
            aliases.Add(node.Alias.Value);
        }
    }

    public override void Visit(CommonTableExpression node)
    {
        aliases.Add(node.ExpressionName.Value);
        derivedColumns.UnionWith(node.Columns.Select(c => c.Value));
        derivedColumns.UnionWith(NamesOf(node.QueryExpression));
    }

    public override void Visit(QueryDerivedTable node)
    {
        derivedColumns.UnionWith(node.Columns.Select(c => c.Value));
        derivedColumns.UnionWith(NamesOf(node.QueryExpression));
    }

    public override void Visit(InlineDerivedTable node) => derivedColumns.UnionWith(node.Columns.Select(c => c.Value));

    public override void Visit(SchemaObjectFunctionTableReference node) => derivedColumns.UnionWith(node.Columns.Select(c => c.Value));

    public override void Visit(OpenJsonTableReference node)
    {
        derivedColumns.UnionWith(["value", "key", "type"]);
        derivedColumns.UnionWith(node.SchemaDeclarationItems.Select(i => i.ColumnDefinition.ColumnIdentifier.Value));
    }

    public override void Visit(SelectStatement node)
    {
        if (node.QueryExpression is { OrderByClause: { } order } query)
        {
            orderNames.UnionWith(NamesOf(query));
            foreach (var element in order.OrderByElements)
            {
                ordered.Add(element.Expression.FirstTokenIndex);
            }
        }
    }

    public override void Visit(ColumnReferenceExpression node)
    {
        if (node.ColumnType == ColumnType.Regular)
        {
            columns.Add(node);
        }
    }

    public override void Visit(CreateTableStatement node)
    {
        if (node.SchemaObjectName.BaseIdentifier.Value.StartsWith('#') && !schema.Tables.ContainsKey(node.SchemaObjectName.BaseIdentifier.Value))
        {
            unknown.Add($"staging table {node.SchemaObjectName.BaseIdentifier.Value} is not in the schema given to this check");
        }
    }

    public override void Visit(FunctionCall node)
    {
        if (node.FunctionName.Value.Equals("SUM", StringComparison.OrdinalIgnoreCase) && node.Parameters.Count == 1)
        {
            sums.Add(node);
        }
    }

    private static IEnumerable<string> NamesOf(QueryExpression query) => query switch
    {
        QuerySpecification s => s.SelectElements.OfType<SelectScalarExpression>().Select(e => e.ColumnName?.Value).OfType<string>(),
        BinaryQueryExpression b => NamesOf(b.FirstQueryExpression),
        QueryParenthesisExpression p => NamesOf(p.QueryExpression),
        _ => [],
    };
}
