using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
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
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefusedLines",
                table: "ImportFile",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "ApiKey",
                type: "nvarchar(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HashedWith",
                table: "ApiKey",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "LastUsedFrom",
                table: "ApiKey",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OldHashedWith",
                table: "ApiKey",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "OldLastUsedAtMicros",
                table: "ApiKey",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "OldSecretHash",
                table: "ApiKey",
                type: "varbinary(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OldUntilMicros",
                table: "ApiKey",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RequestsOnDay",
                table: "ApiKey",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "RevokedBy",
                table: "ApiKey",
                type: "nvarchar(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedWhy",
                table: "ApiKey",
                type: "nvarchar(512)",
                maxLength: 512,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RotatedAtMicros",
                table: "ApiKey",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Tenants",
                table: "ApiKey",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<int>(
                name: "UsedDay",
                table: "ApiKey",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "ApiKey",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "ServerSecret",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Protected = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false)
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
