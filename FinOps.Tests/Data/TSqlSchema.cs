using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FinOps.Tests.Data;

/// <summary>A column as SQL Server stores it; <see cref="Bytes"/> is its widest value, null for max types.</summary>
internal sealed record TSqlColumn(string Name, int? Bytes);

internal sealed class TSqlTable
{
    public Dictionary<string, TSqlColumn> Columns { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tables whose rows take rows of this one with them when they are deleted.</summary>
    public List<string> CascadesFrom { get; } = [];
}

/// <summary>The schema that a script builds, with what SQL Server would refuse about it.</summary>
internal sealed class TSqlSchema : TSqlFragmentVisitor
{
    private const int MaxClusteredKeyBytes = 900;
    private const int MaxIndexKeyBytes = 1_700;
    private const int MaxIndexColumns = 32;
    private readonly List<string> faults = [];

    public Dictionary<string, TSqlTable> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public TSqlSchema Apply(string script)
    {
        TSql.Tree(script).Accept(this);
        return this;
    }

    public IEnumerable<string> Faults() => faults.Concat(CascadeFaults());

    public override void Visit(CreateTableStatement node)
    {
        var table = new TSqlTable();
        Tables[node.SchemaObjectName.BaseIdentifier.Value] = table;
        AddElements(node.SchemaObjectName, table, node.Definition);
    }

    public override void Visit(DropTableStatement node)
    {
        foreach (var name in node.Objects)
        {
            Tables.Remove(name.BaseIdentifier.Value);
        }
    }

    public override void Visit(AlterTableAddTableElementStatement node) => AddElements(node.SchemaObjectName, TableOf(node.SchemaObjectName), node.Definition);

    public override void Visit(AlterTableAlterColumnStatement node) =>
        TableOf(node.SchemaObjectName).Columns[node.ColumnIdentifier.Value] = new TSqlColumn(node.ColumnIdentifier.Value, Width(node.DataType));

    public override void Visit(AlterTableDropTableElementStatement node)
    {
        foreach (var element in node.AlterTableDropTableElements.Where(e => e.TableElementType == TableElementType.Column))
        {
            TableOf(node.SchemaObjectName).Columns.Remove(element.Name.Value);
        }
    }

    public override void Visit(CreateIndexStatement node) => CheckKey(
        node.Name.Value,
        TableOf(node.OnName),
        node.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value).ToList(),
        node.Clustered == true ? MaxClusteredKeyBytes : MaxIndexKeyBytes);

    private static int? Width(DataTypeReference? type)
    {
        if (type is not ParameterizedDataTypeReference sized)
        {
            return null;
        }

        var size = sized.Parameters.Count > 0 ? sized.Parameters[0] : null;
        var length = size is IntegerLiteral literal ? int.Parse(literal.Value, CultureInfo.InvariantCulture) : (int?)null;
        return sized.Name.BaseIdentifier.Value.ToUpperInvariant() switch
        {
            "NVARCHAR" or "NCHAR" => length * 2,
            "VARCHAR" or "CHAR" or "BINARY" or "VARBINARY" => length,
            "BIT" or "TINYINT" => 1,
            "SMALLINT" => 2,
            "DATE" => 3,
            "INT" => 4,
            "BIGINT" or "FLOAT" or "DATETIME2" => 8,
            "UNIQUEIDENTIFIER" => 16,
            "ROWVERSION" => 8,
            _ => throw new NotSupportedException($"The product has no rule for columns of the type {sized.Name.BaseIdentifier.Value}."),
        };
    }

    private TSqlTable TableOf(SchemaObjectName name) => Tables.TryGetValue(name.BaseIdentifier.Value, out var table)
        ? table
        : throw new ArgumentException($"The script changes the table {name.BaseIdentifier.Value}, which does not exist.");

    private void AddElements(SchemaObjectName name, TSqlTable table, TableDefinition definition)
    {
        foreach (var column in definition.ColumnDefinitions)
        {
            table.Columns[column.ColumnIdentifier.Value] = new TSqlColumn(column.ColumnIdentifier.Value, Width(column.DataType));
        }

        foreach (var unique in definition.TableConstraints.OfType<UniqueConstraintDefinition>())
        {
            var limit = unique is { IsPrimaryKey: true, Clustered: not false } ? MaxClusteredKeyBytes : MaxIndexKeyBytes;
            var label = unique.ConstraintIdentifier?.Value ?? $"key of {name.BaseIdentifier.Value}";
            CheckKey(label, table, unique.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value).ToList(), limit);
        }

        foreach (var foreign in definition.TableConstraints.OfType<ForeignKeyConstraintDefinition>())
        {
            if (foreign.DeleteAction is DeleteUpdateAction.Cascade or DeleteUpdateAction.SetNull or DeleteUpdateAction.SetDefault)
            {
                table.CascadesFrom.Add(foreign.ReferenceTableName.BaseIdentifier.Value);
            }
        }
    }

    private void CheckKey(string index, TSqlTable table, List<string> columns, int limit)
    {
        if (columns.Count > MaxIndexColumns)
        {
            faults.Add($"{index} has {columns.Count} key columns: at most {MaxIndexColumns}");
        }

        var bytes = 0;
        foreach (var column in columns)
        {
            if (!table.Columns.TryGetValue(column, out var known))
            {
                faults.Add($"{index} names the column {column}, which does not exist");
            }
            else if (known.Bytes is not { } width)
            {
                faults.Add($"{index} has the key column {column} of a max type");
            }
            else
            {
                bytes += width;
            }
        }

        if (bytes > limit)
        {
            faults.Add($"{index} has a key of up to {bytes} bytes: at most {limit}");
        }
    }

    private IEnumerable<string> CascadeFaults()
    {
        foreach (var table in Tables.Keys)
        {
            var reached = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
            Climb(table, table, reached, 0);
            foreach (var (ancestor, paths) in reached.Where(r => r.Value > 1))
            {
                yield return $"{table} is reached from {ancestor} by {paths} cascade paths (error 1785)";
            }
        }
    }

    private void Climb(string start, string table, Dictionary<string, int> reached, int depth)
    {
        foreach (var parent in Tables.TryGetValue(table, out var t) ? t.CascadesFrom : [])
        {
            var isCycle = depth > 0 && parent.Equals(start, StringComparison.OrdinalIgnoreCase);
            reached[parent] = reached.GetValueOrDefault(parent) + (isCycle ? 2 : 1);
            if (!isCycle && depth < Tables.Count)
            {
                Climb(start, parent, reached, depth + 1);
            }
        }
    }
}
