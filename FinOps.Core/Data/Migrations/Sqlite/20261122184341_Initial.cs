using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ApiKey",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Prefix = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    SecretHash = table.Column<byte[]>(type: "BLOB", maxLength: 64, nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    RevokedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    LastUsedAtMicros = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKey", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CostCell",
                columns: table => new
                {
                    CubeId = table.Column<byte>(type: "INTEGER", nullable: false),
                    Period = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    UserId = table.Column<int>(type: "INTEGER", nullable: false),
                    TeamId = table.Column<int>(type: "INTEGER", nullable: false),
                    RouteId = table.Column<int>(type: "INTEGER", nullable: false),
                    TaskId = table.Column<int>(type: "INTEGER", nullable: false),
                    EnvironmentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Status = table.Column<byte>(type: "INTEGER", nullable: false),
                    Requests = table.Column<long>(type: "INTEGER", nullable: false),
                    Errors = table.Column<long>(type: "INTEGER", nullable: false),
                    Retries = table.Column<long>(type: "INTEGER", nullable: false),
                    UnpricedRequests = table.Column<long>(type: "INTEGER", nullable: false),
                    UnsplitRequests = table.Column<long>(type: "INTEGER", nullable: false),
                    UnattributedRequests = table.Column<long>(type: "INTEGER", nullable: false),
                    InputTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheReadTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheWriteTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    OutputTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    ReasoningTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    PromptTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    ToolTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    MemoryTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    UnsplitTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    InputCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheReadCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheWriteCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    OutputCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    FeeCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    PromptCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ToolCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    MemoryCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    UnsplitCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    WasteCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimedCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimedRequestsCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    Latency = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CostCell", x => new { x.CubeId, x.Period, x.TenantId, x.FeatureId, x.ModelId, x.UserId, x.TeamId, x.RouteId, x.TaskId, x.EnvironmentId, x.Status });
                });

            migrationBuilder.CreateTable(
                name: "DataVersion",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    NextRecordId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataVersion", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Dimension",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Parent = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false, collation: "BINARY"),
                    Key = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    FirstSeenAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Dimension", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EventFilterSnapshot",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    ThroughRecordId = table.Column<long>(type: "INTEGER", nullable: false),
                    Bits = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EventFilterSnapshot", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ImportFile",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Source = table.Column<byte>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    Path = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    Profile = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    Header = table.Column<string>(type: "TEXT", nullable: true),
                    SizeBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    CommittedOffset = table.Column<long>(type: "INTEGER", nullable: false),
                    CommittedLines = table.Column<long>(type: "INTEGER", nullable: false),
                    HeadHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ContentSha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    DuplicateOfId = table.Column<int>(type: "INTEGER", nullable: true),
                    NewRecords = table.Column<long>(type: "INTEGER", nullable: false),
                    DuplicateRecords = table.Column<long>(type: "INTEGER", nullable: false),
                    QuarantinedLines = table.Column<long>(type: "INTEGER", nullable: false),
                    UnpricedRecords = table.Column<long>(type: "INTEGER", nullable: false),
                    EffectiveCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    UnknownFields = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    IsCancelRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", nullable: true),
                    QueuedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    StartedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    UpdatedAtMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    FinishedAtMicros = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ImportFile", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MappingProfile",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false, collation: "BINARY"),
                    DefinitionJson = table.Column<string>(type: "TEXT", nullable: false),
                    UpdatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MappingProfile", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Price",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Provider = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    ModelPattern = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Match = table.Column<byte>(type: "INTEGER", nullable: false),
                    Rates_InputPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    Rates_CacheReadPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    Rates_CacheWrite5mPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    Rates_CacheWrite1hPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    Rates_OutputPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    LongContextThreshold = table.Column<int>(type: "INTEGER", nullable: true),
                    IsLongContextInclusive = table.Column<bool>(type: "INTEGER", nullable: false),
                    LongRates_InputPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    LongRates_CacheReadPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    LongRates_CacheWrite5mPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    LongRates_CacheWrite1hPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    LongRates_OutputPer1M = table.Column<long>(type: "INTEGER", nullable: true),
                    BatchFactorPpm = table.Column<int>(type: "INTEGER", nullable: true),
                    FlexFactorPpm = table.Column<int>(type: "INTEGER", nullable: true),
                    PriorityFactorPpm = table.Column<int>(type: "INTEGER", nullable: true),
                    SearchPer1K = table.Column<long>(type: "INTEGER", nullable: true),
                    ValidFromMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    ValidToMicros = table.Column<long>(type: "INTEGER", nullable: true),
                    Source = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: true),
                    SupersedesId = table.Column<int>(type: "INTEGER", nullable: true),
                    CreatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Price", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProtectionKey",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Xml = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProtectionKey", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "QuarantinedLine",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ImportFileId = table.Column<int>(type: "INTEGER", nullable: false),
                    LineNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    Field = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Message = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    Raw = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    QuarantinedAtMicros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuarantinedLine", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Tenant",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Tier = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IsDemo = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Tenant", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "UsageRecord",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    OccurredAtMicros = table.Column<long>(type: "INTEGER", nullable: false),
                    OccurredHour = table.Column<int>(type: "INTEGER", nullable: false),
                    EventKey = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: false),
                    ContentHash = table.Column<long>(type: "INTEGER", nullable: false),
                    ImportFileId = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FeatureId = table.Column<int>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    UserId = table.Column<int>(type: "INTEGER", nullable: false),
                    TeamId = table.Column<int>(type: "INTEGER", nullable: false),
                    RouteId = table.Column<int>(type: "INTEGER", nullable: false),
                    TaskId = table.Column<int>(type: "INTEGER", nullable: false),
                    EnvironmentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Status = table.Column<byte>(type: "INTEGER", nullable: false),
                    Origin = table.Column<byte>(type: "INTEGER", nullable: false),
                    IsBatch = table.Column<bool>(type: "INTEGER", nullable: false),
                    RequestId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    ParentRequestId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    TraceId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    SessionId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    AgentRunId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    WorkflowStep = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    ModelVersion = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    ServiceTier = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: true),
                    Tags = table.Column<string>(type: "TEXT", nullable: true),
                    InputTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    CacheReadTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    CacheWrite5mTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    CacheWrite1hTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    OutputTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    ReasoningTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    SearchRequests = table.Column<int>(type: "INTEGER", nullable: false),
                    PromptTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    ToolTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    MemoryTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    UnsplitTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    PriceId = table.Column<int>(type: "INTEGER", nullable: true),
                    UnpricedReason = table.Column<byte>(type: "INTEGER", nullable: false),
                    InputCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheReadCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CacheWriteCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    OutputCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    FeeCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    PromptCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ToolCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    MemoryCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    UnsplitCostNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimedCostNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    LatencyMs = table.Column<int>(type: "INTEGER", nullable: true),
                    StreamTerminatedAtToken = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageRecord", x => x.Id);
                });

            migrationBuilder.InsertData(
                table: "DataVersion",
                columns: new[] { "Id", "ChangedAtMicros", "NextRecordId", "Version" },
                values: new object[] { 1, 0L, 1L, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_ApiKey_Prefix",
                table: "ApiKey",
                column: "Prefix",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Dimension_Kind_Parent_Key",
                table: "Dimension",
                columns: new[] { "Kind", "Parent", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ImportFile_State",
                table: "ImportFile",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_MappingProfile_Name",
                table: "MappingProfile",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Price_Provider_ModelPattern_ValidFromMicros",
                table: "Price",
                columns: new[] { "Provider", "ModelPattern", "ValidFromMicros" });

            migrationBuilder.CreateIndex(
                name: "IX_QuarantinedLine_ImportFileId_LineNumber",
                table: "QuarantinedLine",
                columns: new[] { "ImportFileId", "LineNumber" });

            migrationBuilder.CreateIndex(
                name: "IX_QuarantinedLine_State",
                table: "QuarantinedLine",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_UsageRecord_OccurredHour_EventKey",
                table: "UsageRecord",
                columns: new[] { "OccurredHour", "EventKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UsageRecord_Unpriced",
                table: "UsageRecord",
                columns: new[] { "ModelId", "UnpricedReason", "OccurredAtMicros" },
                filter: "[PriceId] IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ApiKey");

            migrationBuilder.DropTable(
                name: "CostCell");

            migrationBuilder.DropTable(
                name: "DataVersion");

            migrationBuilder.DropTable(
                name: "Dimension");

            migrationBuilder.DropTable(
                name: "EventFilterSnapshot");

            migrationBuilder.DropTable(
                name: "ImportFile");

            migrationBuilder.DropTable(
                name: "MappingProfile");

            migrationBuilder.DropTable(
                name: "Price");

            migrationBuilder.DropTable(
                name: "ProtectionKey");

            migrationBuilder.DropTable(
                name: "QuarantinedLine");

            migrationBuilder.DropTable(
                name: "Tenant");

            migrationBuilder.DropTable(
                name: "UsageRecord");
        }
    }
}
