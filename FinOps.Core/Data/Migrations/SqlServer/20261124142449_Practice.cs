using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Practice : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AbandonedCell",
                columns: table => new
                {
                    Day = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    Calls = table.Column<long>(type: "bigint", nullable: false),
                    Tokens = table.Column<long>(type: "bigint", nullable: false),
                    CostNanos = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AbandonedCell", x => new { x.Day, x.TenantId, x.FeatureId });
                });

            migrationBuilder.CreateTable(
                name: "ArchitectureReview",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Note = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    RaisedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    RaisedNanos = table.Column<long>(type: "bigint", nullable: false),
                    SettledNanos = table.Column<long>(type: "bigint", nullable: true),
                    Reopened = table.Column<int>(type: "int", nullable: false),
                    LatestNanos = table.Column<long>(type: "bigint", nullable: false),
                    LatestSessions = table.Column<long>(type: "bigint", nullable: false),
                    LatestDay = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ArchitectureReview", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FreemiumCheck",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    ThroughDay = table.Column<int>(type: "int", nullable: false),
                    Users = table.Column<int>(type: "int", nullable: false),
                    CheapModel = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    AtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FreemiumCheck", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FreemiumUser",
                columns: table => new
                {
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    UserId = table.Column<int>(type: "int", nullable: false),
                    FirstDay = table.Column<int>(type: "int", nullable: false),
                    PassedDay = table.Column<int>(type: "int", nullable: false),
                    LifetimeValueNanos = table.Column<long>(type: "bigint", nullable: false),
                    CostNanos = table.Column<long>(type: "bigint", nullable: false),
                    Calls = table.Column<long>(type: "bigint", nullable: false),
                    CheapCostNanos = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FreemiumUser", x => new { x.TenantId, x.UserId });
                });

            migrationBuilder.CreateTable(
                name: "Release",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    AtMicros = table.Column<long>(type: "bigint", nullable: false),
                    Note = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    RecordedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    RecordedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Release", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RunSum",
                columns: table => new
                {
                    Day = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    RunId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    UserId = table.Column<int>(type: "int", nullable: false),
                    StartMicros = table.Column<long>(type: "bigint", nullable: false),
                    EndMicros = table.Column<long>(type: "bigint", nullable: false),
                    Calls = table.Column<int>(type: "int", nullable: false),
                    Retries = table.Column<int>(type: "int", nullable: false),
                    Errors = table.Column<int>(type: "int", nullable: false),
                    UnpricedCalls = table.Column<int>(type: "int", nullable: false),
                    Steps = table.Column<int>(type: "int", nullable: false),
                    Models = table.Column<int>(type: "int", nullable: false),
                    InputTokens = table.Column<long>(type: "bigint", nullable: false),
                    OutputTokens = table.Column<long>(type: "bigint", nullable: false),
                    CostNanos = table.Column<long>(type: "bigint", nullable: false),
                    WasteCostNanos = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunSum", x => new { x.Day, x.TenantId, x.RunId });
                });

            migrationBuilder.CreateTable(
                name: "UpgradeAcknowledgment",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    FirstDay = table.Column<int>(type: "int", nullable: false),
                    Note = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    By = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    AtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UpgradeAcknowledgment", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VersionCell",
                columns: table => new
                {
                    Day = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Calls = table.Column<long>(type: "bigint", nullable: false),
                    UnpricedCalls = table.Column<long>(type: "bigint", nullable: false),
                    CostNanos = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VersionCell", x => new { x.Day, x.FeatureId, x.ModelId, x.Version });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ArchitectureReview_FeatureId",
                table: "ArchitectureReview",
                column: "FeatureId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Release_FeatureId_AtMicros",
                table: "Release",
                columns: new[] { "FeatureId", "AtMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_RunSum_Day_CostNanos",
                table: "RunSum",
                columns: new[] { "Day", "CostNanos" });

            migrationBuilder.CreateIndex(
                name: "IX_UpgradeAcknowledgment_FeatureId_FirstDay",
                table: "UpgradeAcknowledgment",
                columns: new[] { "FeatureId", "FirstDay" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AbandonedCell");

            migrationBuilder.DropTable(
                name: "ArchitectureReview");

            migrationBuilder.DropTable(
                name: "FreemiumCheck");

            migrationBuilder.DropTable(
                name: "FreemiumUser");

            migrationBuilder.DropTable(
                name: "Release");

            migrationBuilder.DropTable(
                name: "RunSum");

            migrationBuilder.DropTable(
                name: "UpgradeAcknowledgment");

            migrationBuilder.DropTable(
                name: "VersionCell");
        }
    }
}
