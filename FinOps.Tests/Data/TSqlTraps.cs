using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FinOps.Tests.Data;

/// <summary>Finds statements that parse and that SQL Server still refuses, or runs differently from what was meant.</summary>
internal sealed class TSqlTraps : TSqlFragmentVisitor
{
    private const int MaxParameters = 2_100;
    private const int MaxValueRows = 1_000;

    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase) { "COUNT", "COUNT_BIG", "SUM", "MIN", "MAX", "AVG", "STRING_AGG" };

    private static readonly HashSet<string> KnownFunctions = new(Aggregates, StringComparer.OrdinalIgnoreCase)
    {
        "ISNULL", "LEN", "DATALENGTH", "SUBSTRING", "UPPER", "LOWER", "LTRIM", "RTRIM", "ABS", "CEILING", "FLOOR", "ROUND", "CONCAT", "CHARINDEX",
        "REPLACE", "STUFF", "DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATEPART", "SYSUTCDATETIME", "SCOPE_IDENTITY", "OBJECT_ID", "SCHEMA_ID",
        "SCHEMA_NAME", "DB_NAME", "QUOTENAME", "ROW_NUMBER", "RANK", "DENSE_RANK", "OPENJSON", "JSON_VALUE", "NEWID", "SERVERPROPERTY", "ERROR_NUMBER",
    };

    public List<string> Faults { get; } = [];

    /// <summary>Scripts inside EXEC(N'...'), which the parser sees only as text.</summary>
    public List<string> InnerScripts { get; } = [];

    public override void Visit(MergeStatement node) => Add(node, "MERGE races and has known faults: use UPDATE, then INSERT WHERE NOT EXISTS");

    public override void Visit(QueryDerivedTable node) => CheckColumnNames(node.QueryExpression, node.Columns.Count);

    public override void Visit(CommonTableExpression node) => CheckColumnNames(node.QueryExpression, node.Columns.Count);

    public override void Visit(InsertStatement node)
    {
        if (node.InsertSpecification.Columns.Count == 0)
        {
            Add(node, "INSERT without a column list breaks with the next column");
        }
    }

    public override void Visit(ValuesInsertSource node)
    {
        if (node.RowValues.Count > MaxValueRows)
        {
            Add(node, $"VALUES with {node.RowValues.Count} rows: at most {MaxValueRows}");
        }
    }

    public override void Visit(FunctionCall node)
    {
        var name = node.FunctionName.Value;
        if (node.CallTarget is null && !KnownFunctions.Contains(name))
        {
            Add(node, $"{name} is no function of SQL Server that this product is known to use");
        }

        if (name.Equals("SUM", StringComparison.OrdinalIgnoreCase) && node.Parameters is [IntegerLiteral])
        {
            Add(node, "SUM of an int literal overflows at 2^31");
        }

        if (Aggregates.Contains(name) && !name.Equals("STRING_AGG", StringComparison.OrdinalIgnoreCase) && node.Parameters.Count != 1)
        {
            Add(node, $"{name} takes one argument");
        }
    }

    public override void Visit(GroupByClause node)
    {
        foreach (var literal in node.GroupingSpecifications.OfType<ExpressionGroupingSpecification>().Where(g => g.Expression is Literal))
        {
            Add(literal, "GROUP BY a position is refused");
        }
    }

    public override void Visit(QuerySpecification node)
    {
        var grouped = node.GroupByClause?.GroupingSpecifications.OfType<ExpressionGroupingSpecification>().Select(g => TSql.Text(g.Expression)).ToHashSet();
        var finder = new AggregateFinder(Aggregates, grouped ?? []);
        foreach (var element in node.SelectElements)
        {
            element.Accept(finder);
        }

        if (node.GroupByClause is null && !finder.HasAggregate)
        {
            return;
        }

        foreach (var loose in finder.LooseColumns(node.SelectElements))
        {
            Add(loose, $"{TSql.Text(loose)} is neither grouped nor aggregated");
        }
    }

    public override void Visit(SqlDataTypeReference node)
    {
        if (node.SqlDataTypeOption is SqlDataTypeOption.Text or SqlDataTypeOption.NText or SqlDataTypeOption.Image)
        {
            Add(node, $"the type {node.SqlDataTypeOption} is obsolete");
        }
    }

    public override void Visit(ExecuteStatement node)
    {
        if (node.ExecuteSpecification.ExecutableEntity is ExecutableStringList strings)
        {
            // One script, put together: what stands in variables is a name that was looked up.
            InnerScripts.Add(string.Concat(strings.Strings.Select(s => s is StringLiteral literal ? literal.Value : "[name]")));
        }
    }

    public override void Visit(TSqlBatch node)
    {
        foreach (var statement in node.Statements)
        {
            var variables = new VariableFinder();
            statement.Accept(variables);
            if (variables.Names.Count > MaxParameters)
            {
                Add(statement, $"{variables.Names.Count} parameters: at most {MaxParameters}");
            }
        }
    }

    private void CheckColumnNames(QueryExpression query, int namedOutside)
    {
        if (namedOutside > 0 || query is not QuerySpecification specification)
        {
            return;
        }

        foreach (var element in specification.SelectElements.OfType<SelectScalarExpression>())
        {
            if (element.ColumnName is null && element.Expression is not ColumnReferenceExpression)
            {
                Add(element, "a column of a derived table has no name");
            }
        }
    }

    private void Add(TSqlFragment at, string fault) => Faults.Add($"line {at.StartLine}: {fault}");

    private sealed class VariableFinder : TSqlFragmentVisitor
    {
        public HashSet<string> Names { get; } = [];

        public override void Visit(VariableReference node) => Names.Add(node.Name);
    }

    private sealed class AggregateFinder(HashSet<string> aggregates, HashSet<string> grouped) : TSqlFragmentVisitor
    {
        private readonly List<(int First, int Last)> covered = [];
        private readonly List<ColumnReferenceExpression> columns = [];

        public bool HasAggregate { get; private set; }

        public override void Visit(FunctionCall node)
        {
            if (node.OverClause is null && aggregates.Contains(node.FunctionName.Value))
            {
                HasAggregate = true;
                covered.Add((node.FirstTokenIndex, node.LastTokenIndex));
            }
        }

        public override void Visit(ScalarSubquery node) => covered.Add((node.FirstTokenIndex, node.LastTokenIndex));

        public override void Visit(ScalarExpression node)
        {
            if (grouped.Contains(TSql.Text(node)))
            {
                covered.Add((node.FirstTokenIndex, node.LastTokenIndex));
            }
        }

        public override void Visit(ColumnReferenceExpression node) => columns.Add(node);

        public IEnumerable<TSqlFragment> LooseColumns(IEnumerable<SelectElement> elements) =>
            columns.Where(c => !covered.Exists(s => s.First <= c.FirstTokenIndex && c.LastTokenIndex <= s.Last))
                .Concat<TSqlFragment>(elements.OfType<SelectStarExpression>());
    }
}
