using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Incidents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Incident",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ScopeId = table.Column<int>(type: "int", nullable: false),
                    OpenScopeId = table.Column<int>(type: "int", nullable: true),
                    ParentId = table.Column<int>(type: "int", nullable: true),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<byte>(type: "tinyint", nullable: false),
                    Tier = table.Column<byte>(type: "tinyint", nullable: false),
                    Method = table.Column<byte>(type: "tinyint", nullable: false),
                    Grain = table.Column<byte>(type: "tinyint", nullable: false),
                    FromHour = table.Column<int>(type: "int", nullable: false),
                    ToHour = table.Column<int>(type: "int", nullable: true),
                    SpentNanos = table.Column<long>(type: "bigint", nullable: false),
                    ExpectedNanos = table.Column<long>(type: "bigint", nullable: false),
                    RateNanos = table.Column<long>(type: "bigint", nullable: false),
                    ExpectedRateNanos = table.Column<long>(type: "bigint", nullable: false),
                    LowRateNanos = table.Column<long>(type: "bigint", nullable: false),
                    HighRateNanos = table.Column<long>(type: "bigint", nullable: false),
                    ZEq = table.Column<double>(type: "float", nullable: false),
                    ZRaw = table.Column<double>(type: "float", nullable: false),
                    LatestZEq = table.Column<double>(type: "float", nullable: false),
                    ToldExcessNanos = table.Column<long>(type: "bigint", nullable: false),
                    CalmHours = table.Column<int>(type: "int", nullable: false),
                    CalmHour = table.Column<int>(type: "int", nullable: false),
                    Contributors = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Verdict = table.Column<byte>(type: "tinyint", nullable: false),
                    AssignedTo = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    OpenedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    ResolvedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    AskedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    SwitchedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Incident", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "IncidentEvent",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    IncidentId = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    AtMicros = table.Column<long>(type: "bigint", nullable: false),
                    By = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IncidentEvent", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "IncidentInput",
                columns: table => new
                {
                    IncidentId = table.Column<int>(type: "int", nullable: false),
                    Grain = table.Column<byte>(type: "tinyint", nullable: false),
                    Day = table.Column<int>(type: "int", nullable: false),
                    Past = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IncidentInput", x => new { x.IncidentId, x.Grain, x.Day });
                });

            migrationBuilder.CreateTable(
                name: "IncidentScore",
                columns: table => new
                {
                    IncidentId = table.Column<int>(type: "int", nullable: false),
                    Grain = table.Column<byte>(type: "tinyint", nullable: false),
                    Period = table.Column<int>(type: "int", nullable: false),
                    Nanos = table.Column<long>(type: "bigint", nullable: false),
                    ExpectedNanos = table.Column<long>(type: "bigint", nullable: false),
                    LowNanos = table.Column<long>(type: "bigint", nullable: false),
                    HighNanos = table.Column<long>(type: "bigint", nullable: false),
                    ZRaw = table.Column<double>(type: "float", nullable: false),
                    ZEq = table.Column<double>(type: "float", nullable: false),
                    Method = table.Column<byte>(type: "tinyint", nullable: false),
                    AtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IncidentScore", x => new { x.IncidentId, x.Grain, x.Period });
                });

            migrationBuilder.CreateTable(
                name: "RateGuard",
                columns: table => new
                {
                    ScopeId = table.Column<int>(type: "int", nullable: false),
                    SinceMicros = table.Column<long>(type: "bigint", nullable: false),
                    RateNanos = table.Column<long>(type: "bigint", nullable: false),
                    UsualNanos = table.Column<long>(type: "bigint", nullable: false),
                    HeldUntilMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RateGuard", x => x.ScopeId);
                });

            migrationBuilder.CreateTable(
                name: "ScoreSetting",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    Method = table.Column<byte>(type: "tinyint", nullable: false),
                    LeastExcessNanos = table.Column<long>(type: "bigint", nullable: false),
                    FloorNanos = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScoreSetting", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ScoreSlice",
                columns: table => new
                {
                    Chunk = table.Column<int>(type: "int", nullable: false),
                    Scores = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    AtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScoreSlice", x => x.Chunk);
                });

            migrationBuilder.CreateTable(
                name: "ScoringMark",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    ThroughRecordId = table.Column<long>(type: "bigint", nullable: false),
                    ScoredHour = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScoringMark", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SpendScope",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    FirstHour = table.Column<int>(type: "int", nullable: false),
                    FirstLiveHour = table.Column<int>(type: "int", nullable: true),
                    AcceptedFromHour = table.Column<int>(type: "int", nullable: true),
                    PlannedUntilHour = table.Column<int>(type: "int", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SpendScope", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SpendSlice",
                columns: table => new
                {
                    Chunk = table.Column<int>(type: "int", nullable: false),
                    Grain = table.Column<byte>(type: "tinyint", nullable: false),
                    Period = table.Column<int>(type: "int", nullable: false),
                    Live = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Late = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SpendSlice", x => new { x.Chunk, x.Grain, x.Period });
                });

            migrationBuilder.InsertData(
                table: "ScoringMark",
                columns: new[] { "Id", "ChangedAtMicros", "ScoredHour", "ThroughRecordId", "Version" },
                values: new object[] { 1, 0L, 0, 0L, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_Incident_OpenScopeId",
                table: "Incident",
                column: "OpenScopeId",
                unique: true,
                filter: "[OpenScopeId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Incident_ParentId",
                table: "Incident",
                column: "ParentId");

            migrationBuilder.CreateIndex(
                name: "IX_Incident_ScopeId_FromHour",
                table: "Incident",
                columns: new[] { "ScopeId", "FromHour" });

            migrationBuilder.CreateIndex(
                name: "IX_Incident_State_OpenedAtMicros",
                table: "Incident",
                columns: new[] { "State", "OpenedAtMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_IncidentEvent_IncidentId",
                table: "IncidentEvent",
                column: "IncidentId");

            migrationBuilder.CreateIndex(
                name: "IX_ScoreSetting_Kind_TenantId_FeatureId_ModelId",
                table: "ScoreSetting",
                columns: new[] { "Kind", "TenantId", "FeatureId", "ModelId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SpendScope_Kind_TenantId_FeatureId_ModelId",
                table: "SpendScope",
                columns: new[] { "Kind", "TenantId", "FeatureId", "ModelId" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Incident");

            migrationBuilder.DropTable(
                name: "IncidentEvent");

            migrationBuilder.DropTable(
                name: "IncidentInput");

            migrationBuilder.DropTable(
                name: "IncidentScore");

            migrationBuilder.DropTable(
                name: "RateGuard");

            migrationBuilder.DropTable(
                name: "ScoreSetting");

            migrationBuilder.DropTable(
                name: "ScoreSlice");

            migrationBuilder.DropTable(
                name: "ScoringMark");

            migrationBuilder.DropTable(
                name: "SpendScope");

            migrationBuilder.DropTable(
                name: "SpendSlice");
        }
    }
}
