using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Budgets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Budget",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    TeamId = table.Column<int>(type: "INTEGER", nullable: false),
                    EnvironmentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    Period = table.Column<byte>(type: "INTEGER", nullable: false),
                    AmountNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    IsHard = table.Column<bool>(type: "INTEGER", nullable: false),
                    BurstPercent = table.Column<int>(type: "INTEGER", nullable: false),
                    Thresholds = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    TimeZone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ValidTo = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    IsDemo = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsDeleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Budget", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BudgetBookVersion",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetBookVersion", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BudgetRevision",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    BudgetId = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    AmountNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    IsHard = table.Column<bool>(type: "INTEGER", nullable: false),
                    BurstPercent = table.Column<int>(type: "INTEGER", nullable: false),
                    Thresholds = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    TimeZone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ValidTo = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    IsDeleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetRevision", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BudgetWindow",
                columns: table => new
                {
                    BudgetId = table.Column<int>(type: "INTEGER", nullable: false),
                    Grain = table.Column<byte>(type: "INTEGER", nullable: false),
                    StartMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    EndMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    LimitNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    PostedNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    AlertedPercent = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAlertNanos = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetWindow", x => new { x.BudgetId, x.Grain, x.StartMicros });
                });

            migrationBuilder.InsertData(
                table: "BudgetBookVersion",
                columns: new[] { "Id", "Version" },
                values: new object[] { 1, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_Budget_TenantId_FeatureId_Period",
                table: "Budget",
                columns: new[] { "TenantId", "FeatureId", "Period" });

            migrationBuilder.CreateIndex(
                name: "IX_BudgetRevision_BudgetId_Version",
                table: "BudgetRevision",
                columns: new[] { "BudgetId", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BudgetWindow_EndMicros",
                table: "BudgetWindow",
                column: "EndMicros");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Budget");

            migrationBuilder.DropTable(
                name: "BudgetBookVersion");

            migrationBuilder.DropTable(
                name: "BudgetRevision");

            migrationBuilder.DropTable(
                name: "BudgetWindow");
        }
    }
}
