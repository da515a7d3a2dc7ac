using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class EnforcementDecisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "EnforcementDecision",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    AtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    Door = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false, collation: "BINARY"),
                    Address = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Route = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnforcementDecision", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_EnforcementDecision_AtMicros",
                table: "EnforcementDecision",
                column: "AtMicros");

            migrationBuilder.CreateIndex(
                name: "IX_EnforcementDecision_Tenant_AtMicros",
                table: "EnforcementDecision",
                columns: new[] { "Tenant", "AtMicros" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "EnforcementDecision");
        }
    }
}
