using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MarginTurns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "MarginTurn",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromDay = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ToDay = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RevenueNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    LinePpm = table.Column<int>(type: "INTEGER", nullable: false),
                    NotedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MarginTurn", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MarginWatchMark",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MarginWatchMark", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_MarginTurn_TenantId_FromDay",
                table: "MarginTurn",
                columns: new[] { "TenantId", "FromDay" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MarginTurn_ToDay",
                table: "MarginTurn",
                column: "ToDay");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MarginTurn");

            migrationBuilder.DropTable(
                name: "MarginWatchMark");
        }
    }
}
