using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Rerating : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ClosedMonth",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    ClosedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    BookedCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ReopenedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    ReopenedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    ReopenReason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClosedMonth", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CostCorrection",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    RunId = table.Column<int>(type: "INTEGER", nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    IsMonthClosed = table.Column<bool>(type: "INTEGER", nullable: false),
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    Feature = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    Provider = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false, collation: "BINARY"),
                    Model = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    OldPriceId = table.Column<int>(type: "INTEGER", nullable: true),
                    NewPriceId = table.Column<int>(type: "INTEGER", nullable: true),
                    Records = table.Column<long>(type: "INTEGER", nullable: false),
                    InputDeltaNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheReadDeltaNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheWriteDeltaNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    OutputDeltaNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    FeeDeltaNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CostCorrection", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RerateRun",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    Provider = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    FromMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    ToMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    ActorSubject = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ActorName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    FirstRecordId = table.Column<long>(type: "INTEGER", nullable: true),
                    LastRecordId = table.Column<long>(type: "INTEGER", nullable: true),
                    CursorRecordId = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordsRead = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordsChanged = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordsPriced = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordsUnpriced = table.Column<long>(type: "INTEGER", nullable: false),
                    DeltaNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedDeltaNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    IsCancelRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", nullable: true),
                    QueuedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    StartedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    UpdatedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    FinishedAtMicros = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RerateRun", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ClosedMonth_Month",
                table: "ClosedMonth",
                column: "Month",
                unique: true,
                filter: "[ReopenedAtMicros] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_CostCorrection_Month",
                table: "CostCorrection",
                column: "Month");

            migrationBuilder.CreateIndex(
                name: "IX_CostCorrection_RunId",
                table: "CostCorrection",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_RerateRun_State",
                table: "RerateRun",
                column: "State");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ClosedMonth");

            migrationBuilder.DropTable(
                name: "CostCorrection");

            migrationBuilder.DropTable(
                name: "RerateRun");
        }
    }
}
