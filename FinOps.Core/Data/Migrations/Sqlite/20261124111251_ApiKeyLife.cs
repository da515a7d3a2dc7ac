using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ApiKeyLife : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "ApiKeyId",
                table: "ImportFile",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefusedLines",
                table: "ImportFile",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "ApiKey",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HashedWith",
                table: "ApiKey",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "LastUsedFrom",
                table: "ApiKey",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OldHashedWith",
                table: "ApiKey",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "OldLastUsedAtMicros",
                table: "ApiKey",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "OldSecretHash",
                table: "ApiKey",
                type: "BLOB",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OldUntilMicros",
                table: "ApiKey",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RequestsOnDay",
                table: "ApiKey",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "RevokedBy",
                table: "ApiKey",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedWhy",
                table: "ApiKey",
                type: "TEXT",
                maxLength: 512,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RotatedAtMicros",
                table: "ApiKey",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Tenants",
                table: "ApiKey",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<int>(
                name: "UsedDay",
                table: "ApiKey",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "ApiKey",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "ServerSecret",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Protected = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServerSecret", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ServerSecret_Name",
                table: "ServerSecret",
                column: "Name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ServerSecret");

            migrationBuilder.DropColumn(
                name: "ApiKeyId",
                table: "ImportFile");

            migrationBuilder.DropColumn(
                name: "RefusedLines",
                table: "ImportFile");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "HashedWith",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "LastUsedFrom",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "OldHashedWith",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "OldLastUsedAtMicros",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "OldSecretHash",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "OldUntilMicros",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "RequestsOnDay",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "RevokedBy",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "RevokedWhy",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "RotatedAtMicros",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "Tenants",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "UsedDay",
                table: "ApiKey");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "ApiKey");
        }
    }
}
