using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
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
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Prefix = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    SecretHash = table.Column<byte[]>(type: "varbinary(64)", maxLength: 64, nullable: false),
                    Scopes = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    CreatedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    RevokedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    LastUsedAtMicros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKey", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CostCell",
                columns: table => new
                {
                    CubeId = table.Column<byte>(type: "tinyint", nullable: false),
                    Period = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    UserId = table.Column<int>(type: "int", nullable: false),
                    TeamId = table.Column<int>(type: "int", nullable: false),
                    RouteId = table.Column<int>(type: "int", nullable: false),
                    TaskId = table.Column<int>(type: "int", nullable: false),
                    EnvironmentId = table.Column<int>(type: "int", nullable: false),
                    Status = table.Column<byte>(type: "tinyint", nullable: false),
                    Requests = table.Column<long>(type: "bigint", nullable: false),
                    Errors = table.Column<long>(type: "bigint", nullable: false),
                    Retries = table.Column<long>(type: "bigint", nullable: false),
                    UnpricedRequests = table.Column<long>(type: "bigint", nullable: false),
                    UnsplitRequests = table.Column<long>(type: "bigint", nullable: false),
                    UnattributedRequests = table.Column<long>(type: "bigint", nullable: false),
                    InputTokens = table.Column<long>(type: "bigint", nullable: false),
                    CacheReadTokens = table.Column<long>(type: "bigint", nullable: false),
                    CacheWriteTokens = table.Column<long>(type: "bigint", nullable: false),
                    OutputTokens = table.Column<long>(type: "bigint", nullable: false),
                    ReasoningTokens = table.Column<long>(type: "bigint", nullable: false),
                    PromptTokens = table.Column<long>(type: "bigint", nullable: false),
                    ToolTokens = table.Column<long>(type: "bigint", nullable: false),
                    MemoryTokens = table.Column<long>(type: "bigint", nullable: false),
                    UnsplitTokens = table.Column<long>(type: "bigint", nullable: false),
                    InputCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    CacheReadCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    CacheWriteCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    OutputCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    FeeCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    PromptCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    ToolCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    MemoryCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    UnsplitCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    WasteCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    ClaimedCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    ClaimedRequestsCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    Latency = table.Column<byte[]>(type: "varbinary(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CostCell", x => new { x.CubeId, x.Period, x.TenantId, x.FeatureId, x.ModelId, x.UserId, x.TeamId, x.RouteId, x.TaskId, x.EnvironmentId, x.Status });
                });

            migrationBuilder.CreateTable(
                name: "DataVersion",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    ChangedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    NextRecordId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataVersion", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Dimension",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Parent = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Key = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    FirstSeenAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Dimension", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EventFilterSnapshot",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    ThroughRecordId = table.Column<long>(type: "bigint", nullable: false),
                    Bits = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EventFilterSnapshot", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ImportFile",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Source = table.Column<byte>(type: "tinyint", nullable: false),
                    State = table.Column<byte>(type: "tinyint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    Path = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: true),
                    Profile = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true),
                    Header = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    SizeBytes = table.Column<long>(type: "bigint", nullable: false),
                    CommittedOffset = table.Column<long>(type: "bigint", nullable: false),
                    CommittedLines = table.Column<long>(type: "bigint", nullable: false),
                    HeadHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    ContentSha256 = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    DuplicateOfId = table.Column<int>(type: "int", nullable: true),
                    NewRecords = table.Column<long>(type: "bigint", nullable: false),
                    DuplicateRecords = table.Column<long>(type: "bigint", nullable: false),
                    QuarantinedLines = table.Column<long>(type: "bigint", nullable: false),
                    UnpricedRecords = table.Column<long>(type: "bigint", nullable: false),
                    EffectiveCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    UnknownFields = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: true),
                    IsCancelRequested = table.Column<bool>(type: "bit", nullable: false),
                    Error = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    QueuedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    StartedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    UpdatedAtMicros = table.Column<long>(type: "bigint", nullable: true),
                    FinishedAtMicros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ImportFile", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MappingProfile",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    DefinitionJson = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    UpdatedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MappingProfile", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Price",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    Provider = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    ModelPattern = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Match = table.Column<byte>(type: "tinyint", nullable: false),
                    Rates_InputPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheReadPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheWrite5mPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheWrite1hPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_OutputPer1M = table.Column<long>(type: "bigint", nullable: true),
                    LongContextThreshold = table.Column<int>(type: "int", nullable: true),
                    IsLongContextInclusive = table.Column<bool>(type: "bit", nullable: false),
                    LongRates_InputPer1M = table.Column<long>(type: "bigint", nullable: true),
                    LongRates_CacheReadPer1M = table.Column<long>(type: "bigint", nullable: true),
                    LongRates_CacheWrite5mPer1M = table.Column<long>(type: "bigint", nullable: true),
                    LongRates_CacheWrite1hPer1M = table.Column<long>(type: "bigint", nullable: true),
                    LongRates_OutputPer1M = table.Column<long>(type: "bigint", nullable: true),
                    BatchFactorPpm = table.Column<int>(type: "int", nullable: true),
                    FlexFactorPpm = table.Column<int>(type: "int", nullable: true),
                    PriorityFactorPpm = table.Column<int>(type: "int", nullable: true),
                    SearchPer1K = table.Column<long>(type: "bigint", nullable: true),
                    ValidFromMicros = table.Column<long>(type: "bigint", nullable: false),
                    ValidToMicros = table.Column<long>(type: "bigint", nullable: true),
                    Source = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    Note = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: true),
                    SupersedesId = table.Column<int>(type: "int", nullable: true),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    CreatedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Price", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProtectionKey",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Xml = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProtectionKey", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "QuarantinedLine",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ImportFileId = table.Column<int>(type: "int", nullable: false),
                    LineNumber = table.Column<long>(type: "bigint", nullable: false),
                    Field = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Message = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    Raw = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State = table.Column<byte>(type: "tinyint", nullable: false),
                    QuarantinedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuarantinedLine", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Tenant",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Tier = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    IsDemo = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Tenant", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "UsageRecord",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    OccurredAtMicros = table.Column<long>(type: "bigint", nullable: false),
                    OccurredHour = table.Column<int>(type: "int", nullable: false),
                    EventKey = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: false),
                    ContentHash = table.Column<long>(type: "bigint", nullable: false),
                    ImportFileId = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<int>(type: "int", nullable: false),
                    FeatureId = table.Column<int>(type: "int", nullable: false),
                    ModelId = table.Column<int>(type: "int", nullable: false),
                    UserId = table.Column<int>(type: "int", nullable: false),
                    TeamId = table.Column<int>(type: "int", nullable: false),
                    RouteId = table.Column<int>(type: "int", nullable: false),
                    TaskId = table.Column<int>(type: "int", nullable: false),
                    EnvironmentId = table.Column<int>(type: "int", nullable: false),
                    Status = table.Column<byte>(type: "tinyint", nullable: false),
                    Origin = table.Column<byte>(type: "tinyint", nullable: false),
                    IsBatch = table.Column<bool>(type: "bit", nullable: false),
                    RequestId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    ParentRequestId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    TraceId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    SessionId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    AgentRunId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    WorkflowStep = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    ModelVersion = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    ServiceTier = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Error = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: true),
                    Tags = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    InputTokens = table.Column<int>(type: "int", nullable: false),
                    CacheReadTokens = table.Column<int>(type: "int", nullable: false),
                    CacheWrite5mTokens = table.Column<int>(type: "int", nullable: false),
                    CacheWrite1hTokens = table.Column<int>(type: "int", nullable: false),
                    OutputTokens = table.Column<int>(type: "int", nullable: false),
                    ReasoningTokens = table.Column<int>(type: "int", nullable: false),
                    SearchRequests = table.Column<int>(type: "int", nullable: false),
                    PromptTokens = table.Column<int>(type: "int", nullable: false),
                    ToolTokens = table.Column<int>(type: "int", nullable: false),
                    MemoryTokens = table.Column<int>(type: "int", nullable: false),
                    UnsplitTokens = table.Column<int>(type: "int", nullable: false),
                    PriceId = table.Column<int>(type: "int", nullable: true),
                    UnpricedReason = table.Column<byte>(type: "tinyint", nullable: false),
                    InputCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    CacheReadCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    CacheWriteCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    OutputCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    FeeCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    PromptCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    ToolCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    MemoryCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    UnsplitCostNanos = table.Column<long>(type: "bigint", nullable: false),
                    ClaimedCostNanos = table.Column<long>(type: "bigint", nullable: true),
                    LatencyMs = table.Column<int>(type: "int", nullable: true),
                    StreamTerminatedAtToken = table.Column<int>(type: "int", nullable: true)
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
                name: "IX_UsageRecord_EventKey",
                table: "UsageRecord",
                column: "EventKey",
                unique: true);

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
