using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class EventKeyChunks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_UsageRecord_OccurredHour_EventKey",
                table: "UsageRecord");

            migrationBuilder.AddColumn<int>(
                name: "KeyChunk",
                table: "UsageRecord",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_UsageRecord_OccurredHour_KeyChunk_EventKey",
                table: "UsageRecord",
                columns: new[] { "OccurredHour", "KeyChunk", "EventKey" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_UsageRecord_OccurredHour_KeyChunk_EventKey",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "KeyChunk",
                table: "UsageRecord");

            migrationBuilder.CreateIndex(
                name: "IX_UsageRecord_OccurredHour_EventKey",
                table: "UsageRecord",
                columns: new[] { "OccurredHour", "EventKey" },
                unique: true);
        }
    }
}
