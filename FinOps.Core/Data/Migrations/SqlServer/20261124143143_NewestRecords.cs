using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class NewestRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Posts",
                table: "ImportFile",
                type: "int",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateIndex(
                name: "IX_UsageRecord_OccurredHour_OccurredAtMicros",
                table: "UsageRecord",
                columns: new[] { "OccurredHour", "OccurredAtMicros" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_UsageRecord_OccurredHour_OccurredAtMicros",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "Posts",
                table: "ImportFile");
        }
    }
}
