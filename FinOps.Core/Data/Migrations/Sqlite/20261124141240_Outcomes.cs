using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Outcomes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte>(
                name: "Kind",
                table: "ImportFile",
                type: "INTEGER",
                nullable: false,
                defaultValue: (byte)0);

            migrationBuilder.CreateTable(
                name: "Outcome",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    EventKey = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    ContentHash = table.Column<long>(type: "INTEGER", nullable: false),
                    ImportFileId = table.Column<int>(type: "INTEGER", nullable: false),
                    OccurredAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    TypeId = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    EnvironmentId = table.Column<int>(type: "INTEGER", nullable: false),
                    OutcomeId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    TaskId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    TraceId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    SessionId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    RequestId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    QuantityMillionths = table.Column<long>(type: "INTEGER", nullable: false),
                    IsSuccess = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsCorrect = table.Column<bool>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outcome", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OutcomeCell",
                columns: table => new
                {
                    Cube = table.Column<byte>(type: "INTEGER", nullable: false),
                    TypeId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    Outcomes = table.Column<long>(type: "INTEGER", nullable: false),
                    Successes = table.Column<long>(type: "INTEGER", nullable: false),
                    SuccessfulMillionths = table.Column<long>(type: "INTEGER", nullable: false),
                    Judged = table.Column<long>(type: "INTEGER", nullable: false),
                    Correct = table.Column<long>(type: "INTEGER", nullable: false),
                    Joined = table.Column<long>(type: "INTEGER", nullable: false),
                    JoinedSuccesses = table.Column<long>(type: "INTEGER", nullable: false),
                    JoinedSuccessfulMillionths = table.Column<long>(type: "INTEGER", nullable: false),
                    JoinedCorrectMillionths = table.Column<long>(type: "INTEGER", nullable: false),
                    ResolvedCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    UnresolvedCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    JudgedCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CorrectCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    OwnFeatureCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    Calls = table.Column<long>(type: "INTEGER", nullable: false),
                    Tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    UnpricedCalls = table.Column<long>(type: "INTEGER", nullable: false),
                    Histogram = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutcomeCell", x => new { x.Cube, x.TypeId, x.Day, x.TenantId, x.FeatureId, x.ModelId });
                });

            migrationBuilder.CreateTable(
                name: "OutcomeType",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Unit = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Units = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IsBuiltIn = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutcomeType", x => x.Id);
                });

            migrationBuilder.InsertData(
                table: "OutcomeType",
                columns: new[] { "Id", "IsBuiltIn", "Key", "Name", "Unit", "Units", "Version" },
                values: new object[,]
                {
                    { 1, true, "resolved_query", "Resolved query or ticket", "resolved query", "resolved queries", 0 },
                    { 2, true, "generated_artifact", "Generated artifact", "artifact", "artifacts", 0 },
                    { 3, true, "agent_task", "Successful agent task", "agent task", "agent tasks", 0 },
                    { 4, true, "session_minute", "Session minute", "session minute", "session minutes", 0 },
                    { 5, true, "correct_output", "Correct output", "correct output", "correct outputs", 0 }
                });

            migrationBuilder.CreateIndex(
                name: "IX_Outcome_Day",
                table: "Outcome",
                column: "Day");

            migrationBuilder.CreateIndex(
                name: "IX_Outcome_EventKey",
                table: "Outcome",
                column: "EventKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OutcomeType_Key",
                table: "OutcomeType",
                column: "Key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Outcome");

            migrationBuilder.DropTable(
                name: "OutcomeCell");

            migrationBuilder.DropTable(
                name: "OutcomeType");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "ImportFile");
        }
    }
}
