using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
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
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Feature = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    User = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Model = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Percent = table.Column<int>(type: "INTEGER", nullable: false),
                    DegradeTo = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    Incident = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true, collation: "BINARY"),
                    BySubject = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    SinceMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    UntilMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    LiftedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    LiftedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    LiftReason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnforcementMeasure", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EnforcementOverride",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Feature = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    User = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Model = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    AmountNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    RatePerMinute = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    BySubject = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    RequestedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    UntilMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    NeedsApproval = table.Column<bool>(type: "INTEGER", nullable: false),
                    ApprovedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    ApprovedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    EndedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    EndReason = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: true),
                    IsEndTold = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnforcementOverride", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EnforcementVersion",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnforcementVersion", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LadderSettings",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    RateMode = table.Column<int>(type: "INTEGER", nullable: true),
                    RatePerMinute = table.Column<long>(type: "INTEGER", nullable: true),
                    RateFactorPercent = table.Column<int>(type: "INTEGER", nullable: true),
                    CapMode = table.Column<int>(type: "INTEGER", nullable: true),
                    CapNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    CapFactorPercent = table.Column<int>(type: "INTEGER", nullable: true),
                    NearPercent = table.Column<int>(type: "INTEGER", nullable: true),
                    NearRatePercent = table.Column<int>(type: "INTEGER", nullable: true),
                    CapRatePercent = table.Column<int>(type: "INTEGER", nullable: true),
                    RelaxPoints = table.Column<int>(type: "INTEGER", nullable: true),
                    KillSwitchMode = table.Column<int>(type: "INTEGER", nullable: true),
                    KillSwitchCentiZ = table.Column<int>(type: "INTEGER", nullable: true),
                    BudgetMode = table.Column<int>(type: "INTEGER", nullable: true),
                    DegradeMode = table.Column<int>(type: "INTEGER", nullable: true),
                    DegradeTo = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    DeniesUnpriced = table.Column<bool>(type: "INTEGER", nullable: true),
                    FailsClosed = table.Column<bool>(type: "INTEGER", nullable: true),
                    ApprovalAboveNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderSettings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LadderState",
                columns: table => new
                {
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    Step = table.Column<int>(type: "INTEGER", nullable: false),
                    WasTightened = table.Column<bool>(type: "INTEGER", nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    DayStartMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    SpentNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CapNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderState", x => x.Tenant);
                });

            migrationBuilder.CreateTable(
                name: "LearnedPeak",
                columns: table => new
                {
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    PerMinute = table.Column<long>(type: "INTEGER", nullable: false),
                    LearnedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
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
