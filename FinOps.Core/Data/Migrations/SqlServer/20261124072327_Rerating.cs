using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
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
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Month = table.Column<int>(type: "int", nullable: false),
                    ClosedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    ClosedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    BookedCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    ReopenedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    ReopenedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    ReopenReason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClosedMonth", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CostCorrection",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RunId = table.Column<int>(type: "int", nullable: false),
                    Month = table.Column<int>(type: "int", nullable: false),
                    IsMonthClosed = table.Column<bool>(type: "bit", nullable: false),
                    Tenant = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Feature = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Provider = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Model = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    OldPriceId = table.Column<int>(type: "int", nullable: true),
                    NewPriceId = table.Column<int>(type: "int", nullable: true),
                    Records = table.Column<long>(type: "bigint", nullable: false),
                    InputDeltaNanos = table.Column<long>(type: "bigint", nullable: false),
                    CacheReadDeltaNanos = table.Column<long>(type: "bigint", nullable: false),
                    CacheWriteDeltaNanos = table.Column<long>(type: "bigint", nullable: false),
                    OutputDeltaNanos = table.Column<long>(type: "bigint", nullable: false),
                    FeeDeltaNanos = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CostCorrection", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RerateRun",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    State = table.Column<byte>(type: "tinyint", nullable: false),
                    Provider = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Model = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    FromMicros = table.Column<long>(type: "bigint", nullable: true),
                    ToMicros = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    ActorSubject = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ActorName = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    FirstRecordId = table.Column<long>(type: "bigint", nullable: true),
                    LastRecordId = table.Column<long>(type: "bigint", nullable: true),
                    CursorRecordId = table.Column<long>(type: "bigint", nullable: false),
                    RecordsRead = table.Column<long>(type: "bigint", nullable: false),
                    RecordsChanged = table.Column<long>(type: "bigint", nullable: false),
                    RecordsPriced = table.Column<long>(type: "bigint", nullable: false),
                    RecordsUnpriced = table.Column<long>(type: "bigint", nullable: false),
                    DeltaNanos = table.Column<long>(type: "bigint", nullable: false),
                    ClosedDeltaNanos = table.Column<long>(type: "bigint", nullable: false),
                    IsCancelRequested = table.Column<bool>(type: "bit", nullable: false),
                    Error = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    QueuedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    StartedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    UpdatedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    FinishedAtMicros = table.Column<long>(type: "bigint", nullable: true)
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
