using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace FinOps.Core.Data;

/// <summary>Creates rollup tables as clustered tables (WITHOUT ROWID), so that a cell is stored once and not beside an index.</summary>
internal sealed class SqliteTables(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    private static readonly HashSet<string> Clustered = ["BudgetWindow", "CostCell", "SessionCell", "OutcomeCell", "AbandonedCell", "VersionCell", "SpendSlice"];

    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate: false);
        if (Clustered.Contains(operation.Name))
        {
            builder.Append(" WITHOUT ROWID");
        }

        if (terminate)
        {
            builder.AppendLine(";");
            EndStatement(builder);
        }
    }
}
