using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace FinOps.Core.Data.Migrations.SqlServer
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
                type: "tinyint",
                nullable: false,
                defaultValue: (byte)0);

            migrationBuilder.CreateTable(
                name: "Outcome",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    EventKey = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    ContentHash = table.Column<long>(type: "bigint", nullable: false),
                    ImportFileId = table.Column<int>(type: "int", nullable: false),
                    OccurredAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    Day = table.Column<int>(type: "int", nullable: false),
                    TypeId = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    EnvironmentId = table.Column<int>(type: "int", nullable: false),
                    OutcomeId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    TaskId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    TraceId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    SessionId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    RequestId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    QuantityMillionths = table.Column<long>(type: "bigint", nullable: false),
                    IsSuccess = table.Column<bool>(type: "bit", nullable: false),
                    IsCorrect = table.Column<bool>(type: "bit", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outcome", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OutcomeCell",
                columns: table => new
                {
                    Cube = table.Column<byte>(type: "tinyint", nullable: false),
                    TypeId = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    Outcomes = table.Column<long>(type: "bigint", nullable: false),
                    Successes = table.Column<long>(type: "bigint", nullable: false),
                    SuccessfulMillionths = table.Column<long>(type: "bigint", nullable: false),
                    Judged = table.Column<long>(type: "bigint", nullable: false),
                    Correct = table.Column<long>(type: "bigint", nullable: false),
                    Joined = table.Column<long>(type: "bigint", nullable: false),
                    JoinedSuccesses = table.Column<long>(type: "bigint", nullable: false),
                    JoinedSuccessfulMillionths = table.Column<long>(type: "bigint", nullable: false),
                    JoinedCorrectMillionths = table.Column<long>(type: "bigint", nullable: false),
                    ResolvedCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    UnresolvedCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    JudgedCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    CorrectCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    OwnFeatureCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    Calls = table.Column<long>(type: "bigint", nullable: false),
                    Tokens = table.Column<long>(type: "bigint", nullable: false),
                    UnpricedCalls = table.Column<long>(type: "bigint", nullable: false),
                    Histogram = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutcomeCell", x => new { x.Cube, x.TypeId, x.Day, x.TenantId, x.FeatureId, x.ModelId });
                });

            migrationBuilder.CreateTable(
                name: "OutcomeType",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Key = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Name = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Unit = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Units = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    IsBuiltIn = table.Column<bool>(type: "bit", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
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
