using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
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
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Key = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Severity = table.Column<int>(type: "int", nullable: false),
                    Scope = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Window = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Step = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Title = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    Path = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    Tenant = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    RaisedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    AcknowledgedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    AcknowledgedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    RecoveredAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    RecoveryText = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: true),
                    EscalatedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    RemindedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    Reminders = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alert", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AlertChannel",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    IsEnabled = table.Column<bool>(type: "bit", nullable: false),
                    Audience = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    Tenants = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Target = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    Protected = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    HasDailyDigest = table.Column<bool>(type: "bit", nullable: false),
                    HasWeeklyDigest = table.Column<bool>(type: "bit", nullable: false),
                    DigestMinute = table.Column<int>(type: "int", nullable: false),
                    TimeZone = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    RemovedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertChannel", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AlertRule",
                columns: table => new
                {
                    Kind = table.Column<int>(type: "int", nullable: false),
                    IsEnabled = table.Column<bool>(type: "bit", nullable: false),
                    Severity = table.Column<int>(type: "int", nullable: true),
                    Threshold = table.Column<int>(type: "int", nullable: false),
                    WindowHours = table.Column<int>(type: "int", nullable: false),
                    RemindMinutes = table.Column<int>(type: "int", nullable: false),
                    TellsRecovery = table.Column<bool>(type: "bit", nullable: false),
                    QuietFromMinute = table.Column<int>(type: "int", nullable: true),
                    QuietToMinute = table.Column<int>(type: "int", nullable: true),
                    QuietZone = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    GroupMinutes = table.Column<int>(type: "int", nullable: false),
                    Audience = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    Channels = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    EscalateMinutes = table.Column<int>(type: "int", nullable: false),
                    EscalateAudience = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    EscalateChannels = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertRule", x => x.Kind);
                });

            migrationBuilder.CreateTable(
                name: "AlertTry",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MessageKey = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    AtMicros = table.Column<long>(type: "bigint", nullable: false),
                    IsDelivered = table.Column<bool>(type: "bit", nullable: false),
                    Status = table.Column<int>(type: "int", nullable: true),
                    Answer = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    DurationMs = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertTry", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AlertDelivery",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    DedupKey = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    AlertId = table.Column<int>(type: "int", nullable: true),
                    Kind = table.Column<int>(type: "int", nullable: true),
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    Occasion = table.Column<int>(type: "int", nullable: false),
                    Round = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    DueAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    MessageKey = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Tries = table.Column<int>(type: "int", nullable: false),
                    LeaseUntilMicros = table.Column<long>(type: "bigint", nullable: true),
                    LeaseToken = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    FirstTryAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    SettledAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    Content = table.Column<string>(type: "nvarchar(max)", nullable: true)
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
