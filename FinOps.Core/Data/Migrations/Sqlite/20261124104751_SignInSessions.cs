using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    KeyHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 768, nullable: false, collation: "BINARY"),
                    ProviderSession = table.Column<string>(type: "TEXT", maxLength: 768, nullable: true, collation: "BINARY"),
                    Ticket = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    LastSeenAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Browser = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignInSession", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SpentToken",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    ExpiresAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
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
