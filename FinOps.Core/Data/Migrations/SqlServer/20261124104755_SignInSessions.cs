using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SignInSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SignInSession",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    KeyHash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    Subject = table.Column<string>(type: "nvarchar(768)", maxLength: 768, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    ProviderSession = table.Column<string>(type: "nvarchar(768)", maxLength: 768, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Ticket = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    LastSeenAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    EndsAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Browser = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignInSession", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SpentToken",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    ExpiresAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SpentToken", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SignInSession_KeyHash",
                table: "SignInSession",
                column: "KeyHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SignInSession_ProviderSession",
                table: "SignInSession",
                column: "ProviderSession");

            migrationBuilder.CreateIndex(
                name: "IX_SignInSession_Subject",
                table: "SignInSession",
                column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_SpentToken_Hash",
                table: "SpentToken",
                column: "Hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SignInSession");

            migrationBuilder.DropTable(
                name: "SpentToken");
        }
    }
}
