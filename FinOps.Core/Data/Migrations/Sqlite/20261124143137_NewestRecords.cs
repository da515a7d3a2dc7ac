using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateIndex(
                name: "IX_UsageRecord_OccurredHour_KeyChunk_OccurredAtMicros",
                table: "UsageRecord",
                columns: new[] { "OccurredHour", "KeyChunk", "OccurredAtMicros" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_UsageRecord_OccurredHour_KeyChunk_OccurredAtMicros",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "Posts",
                table: "ImportFile");
        }
    }
}
