using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AuditTrail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AuditEntry",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    AtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    ActorSubject = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false, collation: "BINARY"),
                    ActorName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Via = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    Action = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Target = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false, collation: "BINARY"),
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Before = table.Column<string>(type: "TEXT", nullable: true),
                    After = table.Column<string>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    Approval = table.Column<string>(type: "TEXT", maxLength: 512, nullable: true),
                    PreviousHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntry", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "AuditHead",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditHead", x => x.Id);
                });

            migrationBuilder.InsertData(
                table: "AuditHead",
                columns: new[] { "Id", "Hash", "Sequence" },
                values: new object[] { 1, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntry_Action_Sequence",
                table: "AuditEntry",
                columns: new[] { "Action", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntry_ActorSubject_Sequence",
                table: "AuditEntry",
                columns: new[] { "ActorSubject", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntry_AtMicros",
                table: "AuditEntry",
                column: "AtMicros");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntry_Target_Sequence",
                table: "AuditEntry",
                columns: new[] { "Target", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntry_Tenant_Sequence",
                table: "AuditEntry",
                columns: new[] { "Tenant", "Sequence" });

            migrationBuilder.Sql(
                """
                CREATE TRIGGER AuditEntry_AppendOnly BEFORE UPDATE ON AuditEntry BEGIN SELECT RAISE(ABORT, 'Audit entries are never changed or deleted.'); END;
                CREATE TRIGGER AuditEntry_Kept BEFORE DELETE ON AuditEntry BEGIN SELECT RAISE(ABORT, 'Audit entries are never changed or deleted.'); END;
                """);

            // INSERT OR REPLACE deletes without firing the trigger for it.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER AuditEntry_InOrder BEFORE INSERT ON AuditEntry WHEN EXISTS (SELECT 1 FROM AuditEntry WHERE Sequence >= NEW.Sequence)
                BEGIN SELECT RAISE(ABORT, 'Audit entries are only added at the end.'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditEntry");

            migrationBuilder.DropTable(
                name: "AuditHead");
        }
    }
}
