using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Alerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Alert",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Key = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Severity = table.Column<int>(type: "INTEGER", nullable: false),
                    Scope = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false, collation: "BINARY"),
                    Window = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Step = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Title = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    Path = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    RaisedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    AcknowledgedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    AcknowledgedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    RecoveredAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    RecoveryText = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: true),
                    EscalatedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    RemindedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    Reminders = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alert", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AlertChannel",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    IsEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    Audience = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    Tenants = table.Column<string>(type: "TEXT", nullable: true),
                    Target = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    Protected = table.Column<string>(type: "TEXT", nullable: false),
                    HasDailyDigest = table.Column<bool>(type: "INTEGER", nullable: false),
                    HasWeeklyDigest = table.Column<bool>(type: "INTEGER", nullable: false),
                    DigestMinute = table.Column<int>(type: "INTEGER", nullable: false),
                    TimeZone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RemovedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertChannel", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AlertRule",
                columns: table => new
                {
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    IsEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    Severity = table.Column<int>(type: "INTEGER", nullable: true),
                    Threshold = table.Column<int>(type: "INTEGER", nullable: false),
                    WindowHours = table.Column<int>(type: "INTEGER", nullable: false),
                    RemindMinutes = table.Column<int>(type: "INTEGER", nullable: false),
                    TellsRecovery = table.Column<bool>(type: "INTEGER", nullable: false),
                    QuietFromMinute = table.Column<int>(type: "INTEGER", nullable: true),
                    QuietToMinute = table.Column<int>(type: "INTEGER", nullable: true),
                    QuietZone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    GroupMinutes = table.Column<int>(type: "INTEGER", nullable: false),
                    Audience = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    Channels = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    EscalateMinutes = table.Column<int>(type: "INTEGER", nullable: false),
                    EscalateAudience = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    EscalateChannels = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertRule", x => x.Kind);
                });

            migrationBuilder.CreateTable(
                name: "AlertTry",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    MessageKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    AtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    IsDelivered = table.Column<bool>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: true),
                    Answer = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    DurationMs = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertTry", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AlertDelivery",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    DedupKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    AlertId = table.Column<int>(type: "INTEGER", nullable: true),
                    Kind = table.Column<int>(type: "INTEGER", nullable: true),
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    Occasion = table.Column<int>(type: "INTEGER", nullable: false),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    DueAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    MessageKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true, collation: "BINARY"),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseUntilMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseToken = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true, collation: "BINARY"),
                    CreatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstTryAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    SettledAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    Content = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertDelivery", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AlertDelivery_Alert_AlertId",
                        column: x => x.AlertId,
                        principalTable: "Alert",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Alert_AcknowledgedAtMicros",
                table: "Alert",
                column: "AcknowledgedAtMicros");

            migrationBuilder.CreateIndex(
                name: "IX_Alert_Key",
                table: "Alert",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Alert_Kind_Scope",
                table: "Alert",
                columns: new[] { "Kind", "Scope" });

            migrationBuilder.CreateIndex(
                name: "IX_Alert_RaisedAtMicros",
                table: "Alert",
                column: "RaisedAtMicros");

            migrationBuilder.CreateIndex(
                name: "IX_AlertDelivery_AlertId",
                table: "AlertDelivery",
                column: "AlertId");

            migrationBuilder.CreateIndex(
                name: "IX_AlertDelivery_ChannelId_Kind_Occasion_DueAtMicros",
                table: "AlertDelivery",
                columns: new[] { "ChannelId", "Kind", "Occasion", "DueAtMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_AlertDelivery_DedupKey",
                table: "AlertDelivery",
                column: "DedupKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AlertDelivery_MessageKey",
                table: "AlertDelivery",
                column: "MessageKey");

            migrationBuilder.CreateIndex(
                name: "IX_AlertDelivery_State_DueAtMicros",
                table: "AlertDelivery",
                columns: new[] { "State", "DueAtMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_AlertTry_ChannelId_AtMicros",
                table: "AlertTry",
                columns: new[] { "ChannelId", "AtMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_AlertTry_MessageKey",
                table: "AlertTry",
                column: "MessageKey");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AlertChannel");

            migrationBuilder.DropTable(
                name: "AlertDelivery");

            migrationBuilder.DropTable(
                name: "AlertRule");

            migrationBuilder.DropTable(
                name: "AlertTry");

            migrationBuilder.DropTable(
                name: "Alert");
        }
    }
}
