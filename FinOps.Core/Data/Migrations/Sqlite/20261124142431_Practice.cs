using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
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
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    Calls = table.Column<long>(type: "INTEGER", nullable: false),
                    Tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    CostNanos = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AbandonedCell", x => new { x.Day, x.TenantId, x.FeatureId });
                });

            migrationBuilder.CreateTable(
                name: "ArchitectureReview",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    RaisedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    RaisedNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    SettledNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    Reopened = table.Column<int>(type: "INTEGER", nullable: false),
                    LatestNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    LatestSessions = table.Column<long>(type: "INTEGER", nullable: false),
                    LatestDay = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ArchitectureReview", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FreemiumCheck",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    ThroughDay = table.Column<int>(type: "INTEGER", nullable: false),
                    Users = table.Column<int>(type: "INTEGER", nullable: false),
                    CheapModel = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    AtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FreemiumCheck", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FreemiumUser",
                columns: table => new
                {
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    UserId = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstDay = table.Column<int>(type: "INTEGER", nullable: false),
                    PassedDay = table.Column<int>(type: "INTEGER", nullable: false),
                    LifetimeValueNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    Calls = table.Column<long>(type: "INTEGER", nullable: false),
                    CheapCostNanos = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FreemiumUser", x => new { x.TenantId, x.UserId });
                });

            migrationBuilder.CreateTable(
                name: "Release",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    AtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    RecordedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    RecordedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Release", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RunSum",
                columns: table => new
                {
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    RunId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    UserId = table.Column<int>(type: "INTEGER", nullable: false),
                    StartMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    EndMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    Calls = table.Column<int>(type: "INTEGER", nullable: false),
                    Retries = table.Column<int>(type: "INTEGER", nullable: false),
                    Errors = table.Column<int>(type: "INTEGER", nullable: false),
                    UnpricedCalls = table.Column<int>(type: "INTEGER", nullable: false),
                    Steps = table.Column<int>(type: "INTEGER", nullable: false),
                    Models = table.Column<int>(type: "INTEGER", nullable: false),
                    InputTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    OutputTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    CostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    WasteCostNanos = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunSum", x => new { x.Day, x.TenantId, x.RunId });
                });

            migrationBuilder.CreateTable(
                name: "UpgradeAcknowledgment",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstDay = table.Column<int>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    AtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UpgradeAcknowledgment", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VersionCell",
                columns: table => new
                {
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    Calls = table.Column<long>(type: "INTEGER", nullable: false),
                    UnpricedCalls = table.Column<long>(type: "INTEGER", nullable: false),
                    CostNanos = table.Column<long>(type: "INTEGER", nullable: false)
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
