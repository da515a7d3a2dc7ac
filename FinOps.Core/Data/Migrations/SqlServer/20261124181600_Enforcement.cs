using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Enforcement : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "EnforcementMeasure",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Source = table.Column<int>(type: "int", nullable: false),
                    Tenant = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Feature = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    User = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Model = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Percent = table.Column<int>(type: "int", nullable: false),
                    DegradeTo = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    Incident = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    BySubject = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    By = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    SinceMicros = table.Column<long>(type: "bigint", nullable: false),
                    UntilMicros = table.Column<long>(type: "bigint", nullable: true),
                    LiftedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    LiftedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    LiftReason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnforcementMeasure", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EnforcementOverride",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Tenant = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Feature = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    User = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Model = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    AmountNanos = table.Column<long>(type: "bigint", nullable: true),
                    RatePerMinute = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    BySubject = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    By = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    RequestedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    UntilMicros = table.Column<long>(type: "bigint", nullable: false),
                    NeedsApproval = table.Column<bool>(type: "bit", nullable: false),
                    ApprovedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    ApprovedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    EndedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    EndedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    EndReason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: true),
                    IsEndTold = table.Column<bool>(type: "bit", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnforcementOverride", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EnforcementVersion",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnforcementVersion", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LadderSettings",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Tenant = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    RateMode = table.Column<int>(type: "int", nullable: true),
                    RatePerMinute = table.Column<long>(type: "bigint", nullable: true),
                    RateFactorPercent = table.Column<int>(type: "int", nullable: true),
                    CapMode = table.Column<int>(type: "int", nullable: true),
                    CapNanos = table.Column<long>(type: "bigint", nullable: true),
                    CapFactorPercent = table.Column<int>(type: "int", nullable: true),
                    NearPercent = table.Column<int>(type: "int", nullable: true),
                    NearRatePercent = table.Column<int>(type: "int", nullable: true),
                    CapRatePercent = table.Column<int>(type: "int", nullable: true),
                    RelaxPoints = table.Column<int>(type: "int", nullable: true),
                    KillSwitchMode = table.Column<int>(type: "int", nullable: true),
                    KillSwitchCentiZ = table.Column<int>(type: "int", nullable: true),
                    BudgetMode = table.Column<int>(type: "int", nullable: true),
                    DegradeMode = table.Column<int>(type: "int", nullable: true),
                    DegradeTo = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    DeniesUnpriced = table.Column<bool>(type: "bit", nullable: true),
                    FailsClosed = table.Column<bool>(type: "bit", nullable: true),
                    ApprovalAboveNanos = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderSettings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LadderState",
                columns: table => new
                {
                    Tenant = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Step = table.Column<int>(type: "int", nullable: false),
                    WasTightened = table.Column<bool>(type: "bit", nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    DayStartMicros = table.Column<long>(type: "bigint", nullable: false),
                    SpentNanos = table.Column<long>(type: "bigint", nullable: false),
                    CapNanos = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderState", x => x.Tenant);
                });

            migrationBuilder.CreateTable(
                name: "LearnedPeak",
                columns: table => new
                {
                    Tenant = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    PerMinute = table.Column<long>(type: "bigint", nullable: false),
                    LearnedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LearnedPeak", x => x.Tenant);
                });

            migrationBuilder.InsertData(
                table: "EnforcementVersion",
                columns: new[] { "Id", "Version" },
                values: new object[] { 1, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_EnforcementMeasure_LiftedAtMicros",
                table: "EnforcementMeasure",
                column: "LiftedAtMicros");

            migrationBuilder.CreateIndex(
                name: "IX_EnforcementMeasure_Tenant_SinceMicros",
                table: "EnforcementMeasure",
                columns: new[] { "Tenant", "SinceMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_EnforcementOverride_Tenant_RequestedAtMicros",
                table: "EnforcementOverride",
                columns: new[] { "Tenant", "RequestedAtMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_EnforcementOverride_UntilMicros",
                table: "EnforcementOverride",
                column: "UntilMicros");

            migrationBuilder.CreateIndex(
                name: "IX_LadderSettings_Tenant",
                table: "LadderSettings",
                column: "Tenant",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "EnforcementMeasure");

            migrationBuilder.DropTable(
                name: "EnforcementOverride");

            migrationBuilder.DropTable(
                name: "EnforcementVersion");

            migrationBuilder.DropTable(
                name: "LadderSettings");

            migrationBuilder.DropTable(
                name: "LadderState");

            migrationBuilder.DropTable(
                name: "LearnedPeak");
        }
    }
}
