using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
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
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FromDay = table.Column<DateOnly>(type: "date", nullable: false),
                    ToDay = table.Column<DateOnly>(type: "date", nullable: true),
                    RevenueNanos = table.Column<long>(type: "bigint", nullable: false),
                    CostNanos = table.Column<long>(type: "bigint", nullable: false),
                    LinePpm = table.Column<int>(type: "int", nullable: false),
                    NotedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MarginTurn", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MarginWatchMark",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false)
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
